"""Reloads of the installed service under load (see DebIT), each with another route, listener, limit and certificate.

Before each second one comes one that must be refused. With more than a few rounds it also tells what has grown.
"""

import http.client
import os
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

ROUNDS = int(sys.argv[1])
WARM = 10  # rounds until everything has happened once, and the load is the same as later
MEASURED = ROUNDS > 2 * WARM
CONFIGURATION = pathlib.Path("/etc/jminihttpd.conf")
DROP_IN = pathlib.Path("/run/systemd/system/jminihttpd.service.d/measured.conf")
TRUSTING = ssl._create_unverified_context()

failures = []
stopped = threading.Event()


class Client(threading.Thread):
    """Asks without a pause, on one connection or on a new one for each request."""

    def __init__(self, connect, fresh):
        super().__init__(daemon=True)
        self.connect = connect
        self.fresh = fresh
        self.answers = 0
        self.start()

    def run(self):
        connection = None
        while not stopped.is_set():
            try:
                connection = connection or self.connect()
                connection.request("GET", "/file")
                answer = connection.getresponse()
                body = answer.read()
                self.answers += 1
                if answer.status != 200 or body != b"content\n":
                    failures.append(f"{answer.status} {body!r}")
                if self.fresh or answer.will_close:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as failure:
                failures.append(repr(failure))
                connection = None


def plain(port=80):
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def secure():
    return http.client.HTTPSConnection("127.0.0.1", timeout=60, context=TRUSTING)


def configure(number, more=""):
    pair = f"/srv/{number % 2}"
    CONFIGURATION.write_text(f"""
[server]
listen = 80 {"127.0.0.1:9000" if number % 2 else ""} {more}
listen_ssl = 443
ssl_cert = {pair}.crt
ssl_key = {pair}.key
timeout = {30 + number % 3}
access_log = combined /var/log/jminihttpd/access.log
[routes]
/ = static:/var/www/html/
/round-{number} = static:/var/www/html/file
""")


def reload(expected):
    """The same signal as the administrator's; its end shows in the status."""
    subprocess.run(["systemctl", "reload", "jminihttpd"], check=True)
    end = time.monotonic() + 60
    while not re.search(expected, show("StatusText")):
        if time.monotonic() > end:
            failures.append(f"after 60 s not {expected}: {show('StatusText')}")
            return
        time.sleep(0.02)


def show(name):
    return subprocess.run(["systemctl", "show", "-P", name, "jminihttpd"], capture_output=True, text=True).stdout.strip()


def expect(number):
    """The round is in effect, and no other is."""
    for path, status in ((f"/round-{number}", 200), (f"/round-{number - 1}", 404), (f"/round-{number + 1}", 404)):
        connection = plain()
        connection.request("GET", path)
        found = connection.getresponse().status
        connection.close()
        if found != status:
            failures.append(f"round {number}: {path} gave {found}")
    with socket.socket() as listener:
        if (listener.connect_ex(("127.0.0.1", 9000)) == 0) != bool(number % 2):
            failures.append(f"round {number}: port 9000")
    with TRUSTING.wrap_socket(socket.create_connection(("127.0.0.1", 443))) as tls:
        if f"pair {number % 2}".encode() not in tls.getpeercert(binary_form=True):
            failures.append(f"round {number}: another certificate")


def size():
    """Files, threads, class loaders and bytes of live objects."""
    pid = show("MainPID")
    jcmd = pathlib.Path(os.readlink(f"/proc/{pid}/exe")).with_name("jcmd")

    def ask(command):  # its socket is in the private /tmp of the service
        return subprocess.check_output(["nsenter", "-t", pid, "-m", jcmd, pid, command], text=True)

    ask("GC.run")
    loaders = ask("VM.classloader_stats")
    made_by_reflection = len(re.findall(r"DelegatingClassLoader$", loaders, re.M))
    return {
        "files": len(os.listdir(f"/proc/{pid}/fd")),
        "threads": len(os.listdir(f"/proc/{pid}/task")),
        "class loaders": int(re.search(r"^Total = (\d+)", loaders, re.M)[1]) - made_by_reflection,
        "heap": int(re.search(r"^Total +\d+ +(\d+)", ask("GC.class_histogram"), re.M)[1]),
    }


def main():
    before = CONFIGURATION.read_text()
    for name in "01":
        subprocess.run(
            f"openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 30 -subj '/CN=pair {name}'"
            f" -out /srv/{name}.crt -keyout /srv/{name}.key && chown jminihttpd /srv/{name}.key",
            shell=True, check=True, stderr=subprocess.DEVNULL)
    configure(0)
    if MEASURED:  # only what is live counts; jcmd needs a socket that the JVM calls chown for
        DROP_IN.parent.mkdir(parents=True)
        DROP_IN.write_text("""[Service]
Environment="_JAVA_OPTIONS=-XX:SoftRefLRUPolicyMSPerMB=0 -XX:MarkSweepAlwaysCompactCount=1"
SystemCallFilter=@chown
""")
        subprocess.run("systemctl daemon-reload && systemctl restart jminihttpd", shell=True, check=True)
    else:
        reload("/round-0")
    clients = [Client(connect, fresh) for connect in (plain, secure) for fresh in (False, True)]
    warm = {}
    for number in range(1, ROUNDS + 1):
        if number % 2 == 0:
            configure(number, "127.0.0.1:9002 nonsense")
            reload("the configuration is unchanged")
            expect(number - 1)
        configure(number)
        reload(f"/round-{number} ")
        expect(number)
        if MEASURED and number == WARM:
            warm = size()
            print("figures: warm", warm)
    if MEASURED:
        last = size()
        print("figures: last", last, "answers", sum(client.answers for client in clients))
        leeway = {"files": 5, "threads": 5, "class loaders": 0, "heap": 1_000_000}
        failures.extend(f"{name} grew from {warm[name]} to {last[name]}"
                        for name in warm if last[name] > warm[name] + leeway[name])
    stopped.set()
    for client in clients:
        client.join()
        if client.answers == 0:
            failures.append("a client had no answer")
    print(f"{ROUNDS} rounds, {len(failures)} failures", *failures[:20], sep="\n")
    CONFIGURATION.write_text(before)
    reload("Serving / on")
    if MEASURED:
        DROP_IN.unlink()
        subprocess.run(["systemctl", "daemon-reload"], check=True)


main()
