"""The servers that are compared: how each is configured, started and stopped."""
import os, shutil, signal, socket, subprocess, time
from . import machine

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(BENCH))
PEERS = {
    "nginx": ("nginx", "-c", "@CONF@", "-p", "@WORK@"),
    "caddy": ("caddy", "run", "--config", "@CONF@", "--adapter", "caddyfile"),
    "lighttpd": ("lighttpd", "-D", "-f", "@CONF@"),
    "h2o": ("h2o", "-c", "@CONF@"),
}
OURS = {
    "jminihttpd": "started by deploy/launch, as the service and the image are",
    "jminihttpd-jdk-tls": "the same, with TLS by the JDK instead of BoringSSL",
    "jminihttpd-plain": "java -jar, without options",
}


def add_options(parser):
    """The options that say how jminihttpd is started."""
    parser.add_argument("--jar", default=f"{ROOT}/target/jminihttpd.jar", help="%(default)s")
    parser.add_argument("--java", default=f"{os.environ['JAVA_HOME']}/bin/java" if "JAVA_HOME" in os.environ else "java", help="%(default)s")
    parser.add_argument("--no-archive", dest="archive", action="store_false", help="start without the archive of classes")


def is_ours(name):
    return name in OURS


def installed():
    """The names of those that can be measured here; the variants of ours are only for who asks."""
    return [name for name in PEERS if machine.which(PEERS[name][0])] + ["jminihttpd"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """One server; ports, files and processes are its own.

    work: a directory for all servers; values: what @NAME@ stands for in its configuration file.
    """

    def __init__(self, name, options, work, values, conf=None):
        self.name, self.options = name, options
        self.work = f"{work}/{name}"
        os.makedirs(self.work, exist_ok=True)
        os.chmod(self.work, 0o777)
        self.port, self.tls_port, self.conf = free_port(), free_port(), f"{self.work}/conf"
        self.values = dict(values, WORK=self.work, CONF=self.conf, PORT=self.port, TLS_PORT=self.tls_port)
        self.environment = dict(os.environ, HOME=self.work, XDG_DATA_HOME=self.work, XDG_CONFIG_HOME=self.work)
        self.environment.pop("NOTIFY_SOCKET", None)
        self.process = None
        self.configure(conf or machine.read(f"{BENCH}/peers/{'jminihttpd' if is_ours(name) else name}.conf"))
        self.command = self._own_command() if is_ours(name) else [machine.which(PEERS[name][0]), *PEERS[name][1:]]
        self.command = [self._filled(word) for word in self.command]

    def configure(self, text):
        """Before a start."""
        with open(self.conf, "w") as file:
            file.write(self._filled(text))

    def _filled(self, text):
        for key, value in self.values.items():
            text = text.replace(f"@{key}@", str(value))
        return text

    def _own_command(self):
        if self.name == "jminihttpd-plain":
            return [self.options.java, "-jar", self.options.jar, "-c", "@CONF@"]
        home, cache = f"{self.work}/home", f"{self.work}/cache"
        shutil.copytree(f"{ROOT}/deploy", home, ignore=lambda *_: {n for n in os.listdir(f"{ROOT}/deploy") if n not in ("launch", "jvm.options")})
        shutil.copy2(self.options.jar, f"{home}/jminihttpd.jar")
        if self.name == "jminihttpd-jdk-tls":
            self.environment["JAVA_FLAGS"] = "-Dio.netty.handler.ssl.noOpenSsl=true"
        os.makedirs(cache)
        self.environment["JAVA_HOME"] = os.path.dirname(os.path.dirname(os.path.realpath(machine.which(self.options.java))))
        if self.options.archive:
            self.environment["CACHE_DIRECTORY"] = cache
            subprocess.run([f"{home}/launch", "--make-archive"], env=self.environment, check=True, capture_output=True)
        return [f"{home}/launch", "-c", "@CONF@"]

    def start(self, cpus=(machine.SERVER_CPU,)):
        """Starts it on these processors; returns the seconds until it answered 200."""
        began = time.monotonic()
        command = ["taskset", "-c", ",".join(map(str, cpus)), *self.command]
        with open(f"{self.work}/out", "ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self.environment,
                                            cwd=self.work, start_new_session=True)
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - began > 120:
                self.stop()
                raise RuntimeError(f"{self.name} does not start: {machine.read(self.work + '/out')[-2000:]}")
            time.sleep(0.002)
        return time.monotonic() - began

    def _answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                s.sendall(f"GET {self.values['PROBE']} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                return s.recv(16).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def stop(self):
        """Ends all of its session."""
        if self.process is None:
            return
        for sent, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
            try:
                os.killpg(self.process.pid, sent)
                self.process.wait(patience)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass
        self.process = None

    def pids(self):
        return machine.tree(self.process.pid)
