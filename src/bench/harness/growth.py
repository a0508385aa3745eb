"""The series of `scale`: what jminihttpd costs as one thing grows.

Each is a function that yields the thing's size and what was measured at it: metric -> value.
"""
import contextlib, os, statistics, time
from . import cases, load, machine, servers, site

GENERAL = "X-Scale: general"  # a field of no meaning to the server keeps a request off the fast lane
HOT, COLD, START, IDLE = "CPU µs per request, fast lane", "CPU µs per request, general path", "first 200, ms", "RSS idle, MiB"


class Lab:
    """A directory, the options, and one server at a time."""

    def __init__(self, chosen, work):
        self.chosen, self.work, self.started = chosen, work, 0
        self.site = f"{work}/site"
        certificate, key = site.make_certificate(work)
        self.values = {"SITE": self.site, "CERT": certificate, "KEY": key, "PROBE": "/small.html"}
        site.write(f"{self.site}/small.html", b"x" * 1024)
        self.server = servers.Server("jminihttpd", chosen, work, self.values)
        self.plain = machine.read(self.server.conf)

    @contextlib.contextmanager
    def serving(self, routes="", cpus=(machine.SERVER_CPU,)):
        """The server, with more routes. Sets `started`, the median of the milliseconds until the first 200."""
        self.server.configure(self.plain + routes)
        try:
            times = []
            for again in range(self.chosen.rounds, 0, -1):
                times.append(self.server.start(cpus) * 1e3)
                if again > 1:
                    self.server.stop()
            self.started = statistics.median(times)
            yield self.server
        finally:
            self.server.stop()

    def rss(self):
        return machine.memory_mib(self.server.pids())

    def cost(self, burden):
        """What cases.measure says, when the rate has settled; the median of the rounds by processor time."""
        cases.warm_up(self.server, burden, self.chosen.warm_up)
        rounds = [cases.measure(self.server, burden, self.chosen.seconds) for _ in range(self.chosen.rounds)]
        return sorted(rounds, key=lambda seen: seen["cpu"])[len(rounds) // 2]

    def spread(self, pattern, count):
        """Costs of requests for a pattern with a random number below count in the place of its %d."""
        script = f"{self.work}/spread.lua"
        with open(script, "w") as file:
            file.write(f'function request() return wrk.format("GET", string.format("{pattern}", math.random(0, {count - 1}))) end')
        return {name: self.cost(lambda s, t: load.wrk(s, "/", t, fields=fields, script=script))["cpu"]
                for name, fields in ((HOT, ()), (COLD, (GENERAL,)))}

    def one(self, path, name, field=GENERAL, **how):
        return {name: self.cost(lambda s, t: load.wrk(s, path, t, fields=[field], **how))["cpu"]}


def many_routes(lab, sizes, line, pattern):
    for count in sizes:
        with lab.serving("".join(line % i for i in range(count))):
            time.sleep(2)
            yield count, {START: lab.started, IDLE: lab.rss(), **lab.spread(pattern, count)}


def directory_routes(lab, sizes):
    return many_routes(lab, sizes, f"/r%d/ = static:{lab.site}/\n", "/r%d/small.html")


def file_routes(lab, sizes):
    return many_routes(lab, sizes, f"/f%d = static:{lab.site}/small.html\n", "/f%d")


def depth(lab, sizes):
    """Of the URL: of routes one below the other, and of directories."""
    site.write(f"{lab.site}/" + "d/" * max(sizes) + "small.html", b"x" * 1024)
    for levels in sizes:
        site.write(f"{lab.site}/" + "d/" * levels + "small.html", b"x" * 1024)
        with lab.serving("".join(f"/{'r/' * i} = static:{lab.site}/\n" for i in range(1, levels + 1))):
            yield levels, {**lab.one(f"/{'r/' * levels}small.html", "CPU µs per request, nested routes"),
                           **lab.one(f"/{'d/' * levels}small.html", "CPU µs per request, nested directories")}


def entries(lab, sizes):
    with lab.serving() as server:
        for count in sizes:
            directory = f"{lab.site}/e{count}"
            for i in range(count):
                site.write(f"{directory}/file-{i:06d}.txt")
            times, html = [], {"Accept": "text/html"}
            for _ in range(max(lab.chosen.rounds, 3)):
                site.write(f"{directory}/new")
                os.unlink(f"{directory}/new")
                time.sleep(0.1)
                before = machine.cpu_seconds(server.pids())
                answer = cases.ask(server, f"/e{count}/", html)
                times.append((machine.cpu_seconds(server.pids()) - before) * 1e3)
            cases.expect(b"file-%06d" % (count - 1) in answer[2], "the listing is not whole")
            hot = lab.cost(lambda s, t: load.wrk(s, f"/e{count}/", t, connections=4, fields=["Accept: text/html"]))
            yield count, {"CPU ms, listing after a change": max(statistics.median(times), 1), "CPU ms, listing again": hot["cpu"] / 1e3,
                          **lab.one(f"/e{count}/file-000000.txt", "CPU µs, a file in it"), "RSS after, MiB": lab.rss()}


def active_connections(lab, sizes):
    with lab.serving():
        for count in sizes:
            hot = lab.cost(lambda s, t: load.wrk(s, "/small.html", t, connections=count))
            yield count, {HOT: hot["cpu"], **lab.one("/small.html", COLD, connections=count), "p50 ms, fast lane": hot["p50"], "RSS after, MiB": lab.rss()}


def idle_connections(lab, sizes):
    with lab.serving() as server:
        lab.cost(lambda s, t: load.wrk(s, "/small.html", t))
        before, held = lab.rss(), []
        for count in sizes:
            held += load.hold(server, count - len(held), "/small.html")
            time.sleep(3)
            yield count, {"MiB for all": max(lab.rss() - before, 0.01)}
        cases.expect(load.open_still(held) == len(held), "idle connections were closed")
        for s in held:
            s.close()


def file_sizes(lab, sizes):
    with lab.serving() as server:
        for size in sizes:
            path = f"/size-{size}"
            site.write(lab.site + path, size=size)
            if size <= 1 << 20:
                seen = lab.cost(lambda s, t: load.wrk(s, path, t, connections=16))
                each, rate = seen["cpu"], seen["rate"] * size / 1e6
            else:
                seen = lab.cost(lambda s, t: load.download(s, path, t))
                each, rate = seen["cpu"] * size / 2**30, seen["rate"]
            yield size, {"CPU µs per request": each, "MB/s": rate, "CPU s per GiB": each / 1e6 / size * 2**30, "RSS after, MiB": lab.rss()}


def cores(lab, sizes):
    """The client has the processors that the server has not; where it has all, they share them."""
    for count in sizes:
        client = machine.CPUS[count:] or machine.CPUS
        with lab.serving(cpus=machine.CPUS[:count]) as server:
            small = lab.cost(lambda s, t: load.wrk(s, "/small.html", t, cpus=client))
            secure = lab.cost(lambda s, t: load.handshakes(s, "/small.html", t, cpus=client))
            yield count, {HOT: small["cpu"], "requests/s, fast lane": small["rate"], "CPU µs per TLS handshake": secure["cpu"],
                          "TLS handshakes/s": secure["rate"], START: lab.started}


TENS = (10, 100, 1_000, 10_000)

# name -> (function, axis, sizes, metrics that should stay flat, metrics that should be linear)
SERIES = {
    "routes": (directory_routes, "routes to directories", TENS, (HOT, COLD), (START, IDLE)),
    "virtual-paths": (file_routes, "routes to files", TENS, (HOT, COLD), (START, IDLE)),
    "depth": (depth, "segments of the URL", (1, 10, 100, 400), (), ("CPU µs per request, nested routes", "CPU µs per request, nested directories")),
    "entries": (entries, "entries of a directory", (*TENS, 100_000), ("CPU µs, a file in it", "RSS after, MiB"), ("CPU ms, listing after a change", "CPU ms, listing again")),
    "connections": (active_connections, "active connections", TENS, (HOT, COLD, "RSS after, MiB"), ()),
    "idle": (idle_connections, "idle connections", TENS, (), ("MiB for all",)),
    "sizes": (file_sizes, "bytes of a file", (1, 1 << 10, 1 << 15, 1 << 20, 1 << 25, 1 << 30, 10 << 30), ("RSS after, MiB",), ("CPU µs per request",)),
    "cores": (cores, "processors", tuple(range(1, len(machine.CPUS) + 1)), (HOT, "CPU µs per TLS handshake"), ()),
}


def judge(points, flat, linear):
    """A sentence for each metric that has something to hold."""
    (low, first), (high, last) = points[0], points[-1]
    for metric in flat:
        worst = max(seen[metric] for _, seen in points) / first[metric]
        yield f"{metric}: {'flat' if worst < 1.3 else 'NOT FLAT'}, at most {worst:.2f} times that of {low:,}"
    for metric in linear:
        slope = (last[metric] - first[metric]) / (high - low)
        off = max(abs(first[metric] + slope * (x - low) - seen[metric]) / seen[metric] for x, seen in points)
        yield f"{metric}: {slope:.3g} for each, {off:.0%} off a straight line at most"
