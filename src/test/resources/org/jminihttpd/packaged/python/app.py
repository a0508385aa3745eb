"""A WSGI application with one behaviour for each path, in the plain ways that PEP 3333 allows."""

import gzip
import hashlib
import io
import os
import sys
import tempfile
import time

calls = {"closed": 0, "endless": 0}


class Closing:
    """An iterable that counts how often it was closed."""

    def __init__(self, pieces):
        self.pieces = iter(pieces)

    def __iter__(self):
        return self.pieces

    def close(self):
        calls["closed"] += 1


def application(environ, start_response):
    name = environ["PATH_INFO"].strip("/").split("/")[0] or "index"
    return globals()["do_" + name](environ, start_response)


def plain(start_response, body, status="200 OK", headers=()):
    start_response(status, [("Content-Type", "text/plain"), *headers])
    return [body.encode("utf-8") if isinstance(body, str) else body]


def do_index(environ, start_response):
    return plain(start_response, "hello from %d\n" % os.getpid())


def do_environ(environ, start_response):
    lines = ["%s=%s\n" % (name, ascii(value)) for name, value in sorted(environ.items())]
    return plain(start_response, "".join(lines))


def do_process(environ, start_response):
    lines = ["%s=%s\n" % item for item in sorted(os.environ.items())]
    for descriptor in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            lines.append("fd %s %s\n" % (descriptor, os.readlink("/proc/self/fd/" + descriptor)))
        except OSError:
            pass
    lines.append("path %s\nargv %s\nexecutable %s\n" % (sys.path[0], sys.argv, sys.executable))
    return plain(start_response, "".join(lines))


def do_md5(environ, start_response):
    digest, total = hashlib.md5(), 0
    while data := environ["wsgi.input"].read(65536):
        digest.update(data)
        total += len(data)
    return plain(start_response, "%d %s %s\n" % (total, digest.hexdigest(), environ.get("CONTENT_LENGTH")))


def do_length(environ, start_response):
    """Reads as applications did before servers ended wsgi.input."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return plain(start_response, "%d\n" % len(body))


def do_lines(environ, start_response):
    source = environ["wsgi.input"]
    first = source.readline()
    rest = source.readlines()
    return plain(start_response, "%r %r %r\n" % (first, rest, source.read(9)))


def do_ignore(environ, start_response):
    return plain(start_response, "not read\n")


def do_status(environ, start_response):
    """Any status, with a body whether it may have one or not."""
    return plain(start_response, "a body", environ["QUERY_STRING"].replace("+", " "))


def do_headers(environ, start_response):
    headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Latin", "caf\xe9"), ("Connection", "close"),
               ("X-Spaces", " \tin between\t ")]
    return plain(start_response, "headers", headers=headers)


def do_steps(environ, start_response):
    """Yields a piece, waits for a file to appear, and so on: the test sees each piece before it allows the next."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    for step in range(3):
        yield b"step %d\n" % step
        while not os.path.exists("%s.%d" % (environ["QUERY_STRING"], step)):
            time.sleep(0.01)


def do_write(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"written ")
    write(b"")
    return iter([b"and ", b"", b"yielded"])


def do_late(environ, start_response):
    """start_response is called as late as it may be."""
    yield b""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    yield b"late"


def do_exc_info(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-First", "1")])
    try:
        raise KeyError("not sent yet")
    except KeyError:
        start_response("500 Oops", [("Content-Type", "text/plain")], sys.exc_info())
    return [b"replaced"]


def do_exc_info_late(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"begun"
    try:
        raise KeyError("sent already")
    except KeyError:
        start_response("500 Oops", [("Content-Type", "text/plain")], sys.exc_info())
    yield b"never"


def do_pieces(environ, start_response):
    """A list of pieces; its length is known."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"one ", b"", b"two ", b"three"]


def do_empty(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return []


def do_closing(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Closing([b"closing"])


def do_closing_fails(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])

    def broken():
        yield b"before"
        raise RuntimeError("in the middle")

    return Closing(broken())


def do_endless(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])

    def forever():
        while True:
            calls["endless"] += 1
            yield b"x" * 65536

    return Closing(forever())


def do_closed(environ, start_response):
    return plain(start_response, "%d" % calls["closed"])


def do_pieces_of_endless(environ, start_response):
    return plain(start_response, "%d" % calls["endless"])


def do_read_when(environ, start_response):
    """Reads nothing of a body before a file is there."""
    while not os.path.exists(environ["QUERY_STRING"]):
        time.sleep(0.01)
    return do_md5(environ, start_response)


def do_bytes(environ, start_response):
    """So many bytes of a known pattern, as they are made; the length is not known."""
    left = int(environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    block = bytes(range(256)) * 256
    while left:
        piece = block[:left]
        left -= len(piece)
        yield piece


def do_known(environ, start_response):
    """The same with Content-Length."""
    return do_bytes(environ, lambda status, headers: start_response(
        status, [*headers, ("Content-Length", environ["QUERY_STRING"])]))


def do_crumbs(environ, start_response):
    """The same, one byte at a time."""
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    for number in range(int(environ["QUERY_STRING"])):
        yield bytes((number % 256,))


def do_file(environ, start_response):
    """A file in all the ways that files come."""
    kind, _, path = environ["QUERY_STRING"].partition(":")
    headers = [("Content-Type", "application/octet-stream")]
    if kind == "whole":
        file = open(path, "rb")
    elif kind == "unbuffered":
        file = open(path, "rb", buffering=0)
    elif kind == "middle":  # what was read ahead is not where the file is
        file = open(path, "rb")
        file.read(10)
    elif kind == "short":
        headers.append(("Content-Length", "5"))
        file = open(path, "rb")
    elif kind == "long":
        headers.append(("Content-Length", "1000"))
        file = open(path, "rb")
    elif kind == "exact":
        headers.append(("Content-Length", str(os.stat(path).st_size)))
        file = open(path, "rb")
    elif kind == "deleted":
        file = tempfile.NamedTemporaryFile()
        file.write(open(path, "rb").read())
        file.seek(0)
    elif kind == "memory":
        file = io.BytesIO(open(path, "rb").read())
    elif kind == "gzip":  # has a descriptor, of other bytes than it reads
        with gzip.open(path + ".gz", "wb") as packed:
            packed.write(open(path, "rb").read())
        file = gzip.open(path + ".gz", "rb")
    elif kind == "proc":
        file = open("/proc/self/status", "rb")
    else:
        raise ValueError(kind)
    start_response("200 OK", headers)
    return environ["wsgi.file_wrapper"](file, 4096)


def do_sleep(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"]))
    return plain(start_response, "slept\n")


def do_print(environ, start_response):
    print("printed by the application")
    sys.stdout.write("without a line end, and \x1b[2J\u202e\n")
    environ["wsgi.errors"].write("said to wsgi.errors\n")
    return plain(start_response, "printed")


def do_fail(environ, start_response):
    raise RuntimeError("a secret that is for the log")
