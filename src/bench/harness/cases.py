"""What is measured of each server: whether it answers rightly, and the load."""
import http.client, ssl, time
from . import load, machine

RANGE = "bytes=1000000-1065535"
RANGE_LENGTH = 65536


class Wrong(Exception):
    """Not the answer that is to be measured; the message says why."""


def ask(server, path, fields=None, tls=False):
    """Status, fields and body of an answer on a connection of its own."""
    if tls:
        connection = http.client.HTTPSConnection("localhost", server.tls_port, timeout=30, context=ssl._create_unverified_context())
    else:
        connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
    connection.request("GET", path, headers=fields or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def expect(true, why):
    if not true:
        raise Wrong(why)


def file(path, size, tls=False):
    def check(server):
        status, _, body = ask(server, path, tls=tls)
        expect(status == 200 and len(body) == size, f"status {status}, {len(body)} bytes")
    return check


def ranges(server):
    status, _, body = ask(server, "/large.bin", {"Range": RANGE})
    expect(status == 206 and len(body) == RANGE_LENGTH, f"no ranges: status {status}")


def listing(server):
    status, _, body = ask(server, "/dir/", {"Accept": "text/html"})
    expect(status == 200 and b"file-0999.txt" in body, f"no listing: status {status}")


def conditional(server):
    """The field by which this server answers 304."""
    fields = ask(server, "/small.html")[1]
    for name, validator in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        if validator in fields and ask(server, "/small.html", {name: fields[validator]})[0] == 304:
            return f"{name}: {fields[validator]}"
    raise Wrong("no 304")


SMALL, SECURE = file("/small.html", 1024), file("/small.html", 1024, tls=True)

# name -> (check, load for so many seconds)
CASES = {
    "small": (SMALL, lambda s, t: load.wrk(s, "/small.html", t)),
    "small-c1": (SMALL, lambda s, t: load.wrk(s, "/small.html", t, connections=1)),
    "304": (conditional, lambda s, t: load.wrk(s, "/small.html", t, fields=[conditional(s)])),
    "medium": (file("/medium.bin", 102_400), lambda s, t: load.wrk(s, "/medium.bin", t)),
    "ranges": (ranges, lambda s, t: load.wrk(s, "/large.bin", t, fields=[f"Range: {RANGE}"])),
    "listing": (listing, lambda s, t: load.wrk(s, "/dir/", t, connections=16, fields=["Accept: text/html"])),
    "large": (SMALL, lambda s, t: load.download(s, "/large.bin", t)),
    "tls-small": (SECURE, lambda s, t: load.wrk(s, "/small.html", t, tls=True)),
    "tls-large": (SECURE, lambda s, t: load.download(s, "/large.bin", t, tls=True)),
    "tls-handshake": (SECURE, lambda s, t: load.handshakes(s, "/small.html", t)),
    "h2-small": (SECURE, lambda s, t: load.h2load(s, "/small.html", t)),
}


def measure(server, load_of_server, seconds, attempts=3):
    """One measurement, with the processor time of server and client; the quietest, where others kept the machine busy.

    cpu: microseconds of the server for each request, or for each GiB of a download
    """
    best = None
    for _ in range(attempts):
        before = (machine.cpu_seconds(server.pids()), machine.own_seconds(), machine.busy_seconds(), time.monotonic())
        seen = load_of_server(server, seconds)
        after = (machine.cpu_seconds(server.pids()), machine.own_seconds(), machine.busy_seconds(), time.monotonic())
        used, client, busy, wall = (b - a for a, b in zip(before, after))
        seen |= {"cpu": used / seen["count"] * 1e6, "server": used / wall, "client": client / wall, "others": max(0, busy - used - client) / wall}
        if best is None or seen["others"] < best["others"]:
            best = seen
        if best["others"] < 0.15:
            break
    return best


def warm_up(server, load_of_server, bound):
    """Loads it, for `bound` seconds at most but once in any case, until two windows in a row differ by less than 3 %; returns the seconds.

    A Java server has some more to do: it is not settled as long as its compilers are busy, nor before the optimizing one,
    which waits for its 50,000 calls of a method (deploy/jvm.options), can have been.
    """
    began, rates, done, window = time.monotonic(), [], 0, min(2, max(1, bound))
    while not rates or time.monotonic() - began < bound:
        compilers = machine.compiler_seconds(server.pids())
        seen = load_of_server(server, window)
        rates.append(seen["rate"])
        done += seen["count"]
        compiling = None if compilers is None else machine.compiler_seconds(server.pids()) - compilers
        settled = len(rates) > 1 and abs(rates[-1] / rates[-2] - 1) < 0.03
        if settled and (compiling is None or compiling < 0.03 * window and (done > 100_000 or "unit" in seen)):
            break
    return time.monotonic() - began
