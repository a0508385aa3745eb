"""The clients. Each returns a dictionary with what it saw: rate (per second), count, p50 and p99 (milliseconds)."""
import re, socket, ssl, struct, subprocess, time
from . import machine

UNITS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4, "h": 3.6e6}
BUFFER = 1 << 18


def milliseconds(text):
    value, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()
    return float(value) * UNITS[unit]


def run(*command, cpus=(machine.CLIENT_CPU,)):
    if not machine.which(command[0]):
        raise RuntimeError(f"{command[0]} is missing")
    return subprocess.run(["taskset", "-c", ",".join(map(str, cpus)), *command], capture_output=True, text=True).stdout


def url(server, path, tls):
    return f"https://127.0.0.1:{server.tls_port}{path}" if tls else f"http://127.0.0.1:{server.port}{path}"


def wrk(server, path, seconds, connections=64, tls=False, fields=(), script=None, cpus=(machine.CLIENT_CPU,)):
    """Keep-alive connections, one request at a time on each."""
    seconds += connections // 1000  # that it takes to connect them
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    words += [word for field in fields for word in ("-H", field)] + (["-s", script] if script else [])
    out = run(*words, url(server, path, tls), cpus=cpus)
    count = int(re.search(r"(\d+) requests in", out)[1])
    errors = sum(map(int, re.findall(r"(?:connect|read|write|timeout|responses:) (\d+)", out)))
    if errors or not count:
        raise RuntimeError(f"{errors} failures of {count} requests")
    times = {f"p{p}": milliseconds(re.search(rf"^\s+{p}%\s+(\S+)", out, re.M)[1]) for p in (50, 99)}
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "count": count, **times}


def h2load(server, path, seconds, connections=16, streams=8):
    """HTTP/2 over TLS; it knows the mean time only, which stands in for p50."""
    out = run("h2load", "-t1", f"-c{connections}", f"-m{streams}", "-D", str(seconds), url(server, path, True))
    if "Application protocol: h2" not in out:
        raise RuntimeError("no HTTP/2")
    done, failed = map(int, re.search(r"(\d+) succeeded, (\d+) failed", out).groups())
    if failed:
        raise RuntimeError(f"{failed} failures")
    mean = re.search(r"time for request:\s+\S+\s+\S+\s+(\S+)", out)[1]
    return {"rate": done / seconds, "count": done, "p50": milliseconds(mean), "mean": True}


def handshakes(server, path, seconds, workers=32, cpus=(machine.CLIENT_CPU,)):
    """A connection and a full handshake for each request."""
    out = run("hey", "-z", f"{seconds}s", "-c", str(workers), "-cpus", "1", "-disable-keepalive", "-host", "localhost",
              url(server, path, True), cpus=cpus)
    done = sum(map(int, re.findall(r"\[200\]\s+(\d+) responses", out)))
    if not done:
        raise RuntimeError(out[-300:])
    times = {f"p{p}": float(re.search(rf"^\s+{p}% in ([\d.]+) secs", out, re.M)[1]) * 1e3 for p in (50, 99)}
    return {"rate": done / seconds, "count": done, **times}


def connect(server, tls=False):
    s = socket.create_connection(("127.0.0.1", server.tls_port if tls else server.port), timeout=60)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # a reset at the end leaves no port in TIME_WAIT
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return ssl._create_unverified_context().wrap_socket(s, server_hostname="localhost") if tls else s


def get(s, path, view):
    """One answer with a Content-Length; returns its size."""
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(4096)
        if not more:
            raise ConnectionError("closed in the head")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    size = int(re.search(rb"\r\ncontent-length:\s*(\d+)", head, re.I)[1])
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n")[0].decode())
    got = len(body)
    while got < size:
        n = s.recv_into(view)
        if not n:
            raise ConnectionError(f"closed after {got} of {size} bytes")
        got += n
    return size


def download(server, path, seconds, tls=False):
    """Whole files, one after the other on one connection, copied into user space; the rate is in MB/s, count in GiB."""
    view, total, began = memoryview(bytearray(BUFFER)), 0, time.monotonic()
    with connect(server, tls) as s:
        while time.monotonic() - began < seconds:
            total += get(s, path, view)
    return {"rate": total / 1e6 / (time.monotonic() - began), "count": total / 2**30, "unit": "MB/s"}


def hold(server, count, path):
    """Connections that have had an answer and are idle now; the caller closes them."""
    view, held = memoryview(bytearray(BUFFER)), []
    for _ in range(count):
        held.append(connect(server))
        get(held[-1], path, view)
    return held


def open_still(held):
    """How many of them the server has not closed."""
    count = 0
    for s in held:
        s.setblocking(False)
        try:
            count += s.recv(1) != b""
        except BlockingIOError:
            count += 1
        except OSError:
            pass
    return count
