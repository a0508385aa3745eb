"""The machine: what it is, and what its processes use of it."""
import os, platform, re, resource, shutil, subprocess

TICK = os.sysconf("SC_CLK_TCK")
CPUS = sorted(os.sched_getaffinity(0))
SERVER_CPU, CLIENT_CPU = CPUS[0], CPUS[-1]  # the same one where there is one only

# program -> the Debian package it is in
GENERATORS = {"wrk": "wrk", "h2load": "nghttp2-client", "hey": "hey", "openssl": "openssl", "taskset": "util-linux"}


def which(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def missing_packages():
    return sorted(package for program, package in GENERATORS.items() if not which(program))


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def first_line(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().split("\n")[0]


def description(java):
    """One line that says where a figure is from."""
    model = re.search(r"model name\s*:\s*(.*)", read("/proc/cpuinfo"))
    jdk = re.search(r'"(.*?)"', first_line(java, "-version"))
    return f"{model[1] if model else platform.machine()}, {len(CPUS)} CPUs, Linux {platform.release()}, JDK {jdk[1] if jdk else '?'}"


def generators():
    """The versions of the load generators that are there."""
    ask = {"wrk": ("wrk", "-v"), "h2load": ("h2load", "--version"), "openssl": ("openssl", "version")}
    return ", ".join(" ".join(first_line(*ask[name]).split()[:2]) for name in ask if which(name))


def raise_file_limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


def tree(pid):
    """A process and all that it started."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        stat = read(f"/proc/{name}/stat")
        if stat:
            children.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(name))
    found = [pid]
    for process in found:
        found += children.get(process, [])
    return found


def cpu_seconds(pids):
    """User and system time; counted in steps of 10 ms."""
    fields = [read(f"/proc/{pid}/stat").rsplit(")", 1)[-1].split() for pid in pids]
    return sum(int(f[11]) + int(f[12]) for f in fields if f) / TICK


def compiler_seconds(pids):
    """Of the threads that compile in a Java virtual machine; None where there are none."""
    threads = [f"/proc/{pid}/task/{thread}" for pid in pids for thread in os.listdir(f"/proc/{pid}/task")]
    fields = [read(t + "/stat").rsplit(")", 1)[-1].split() for t in threads if "CompilerThre" in read(t + "/comm")]
    return sum(int(f[11]) + int(f[12]) for f in fields if f) / TICK if fields else None


def busy_seconds():
    """What all processes of the machine used."""
    f = [int(x) for x in read("/proc/stat").split("\n", 1)[0].split()[1:]]
    return (f[0] + f[1] + f[2] + f[5] + f[6]) / TICK


def own_seconds():
    """What this script and the load generators that have ended used."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def memory_mib(pids, kind="Rss"):
    """Resident memory. Pages that several processes share count once for each; 'Pss' shares them out."""
    found = [re.search(rf"^{kind}:\s+(\d+)", read(f"/proc/{pid}/smaps_rollup"), re.M) for pid in pids]
    return sum(int(m[1]) for m in found if m) / 1024
