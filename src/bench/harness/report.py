"""What the scripts print: progress to standard error, Markdown to standard output."""
import sys, time
from . import cases


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|---" + "|--:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def number(value):
    return "-" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cost(seen):
    """Of the server's processors, for a request or, for a download, a GiB."""
    return f"{seen['cpu'] / 1e6:.2f} s/GiB" if seen.get("unit") == "MB/s" else f"{number(seen['cpu'])} µs"


def compared(results):
    """The ratios, then each figure, as Markdown."""
    names, tests = results["servers"], results["tests"]
    reference, rest = names[0], names[1:]
    print(f"{results['date']}; {results['machine']}; {results['generators']}. Server on one CPU, client on another; medians.\n")
    rated = [t for t in cases.CASES if t in tests]
    if rated and rest:
        print(f"Requests per second (of -large: MB/s; of -c1: 1 / p50) as a ratio to {reference}\n")

        def ratio(test, name):
            mine, base = tests[test].get(name), tests[test].get(reference)
            if not mine or not base:
                return "n/a"
            value = base["p50"] / mine["p50"] if test == "small-c1" else mine["rate"] / base["rate"]
            return f"{value:.2f}" + "*" * (mine["client"] > 0.95 > mine["server"])
        table(["", f"{reference}, absolute", *rest], [[t, number(tests[t].get(reference, {}).get("rate")), *(ratio(t, n) for n in rest)] for t in rated])
        print("`*` the client was the limit: compare the processor time\n")
    if rated:
        table(["", "server", "per second", "p50 ms", "p99 ms", "server CPU", "busy: server", "client", "others"],
              [[t, n, number(r["rate"]), number(r.get("p50")) + " (mean)" * ("mean" in r), number(r.get("p99")), cost(r),
                *(f"{r[k]:.2f}" for k in ("server", "client", "others"))] for t in rated for n, r in tests[t].items()])
    once = [t for t in tests if t not in cases.CASES]
    if once:
        table(["", *names], [[t, *(number(tests[t].get(n, {}).get("value")) for n in names)] for t in once])
