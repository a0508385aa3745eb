"""Applications that break every rule; the path says which."""

import os
import signal
import sys
import time


class Evil(str):
    """A str that is another one when it is looked at again."""

    def lower(self):
        return "x-harmless"


def head(start_response, status="200 OK", *fields):
    return start_response(status, [("Content-Type", "text/plain"), *fields])


def application(environ, start_response):
    name = environ["PATH_INFO"].strip("/")
    return globals()["do_" + name](environ, start_response)


def do_fine(environ, start_response):
    head(start_response)
    return [b"fine"]


def do_crlf_value(environ, start_response):
    head(start_response, "200 OK", ("X-Name", "value\r\nSet-Cookie: evil=1"))
    return [b"secret"]


def do_lf_value(environ, start_response):
    head(start_response, "200 OK", ("X-Name", "value\nSet-Cookie: evil=1"))
    return [b"secret"]


def do_crlf_name(environ, start_response):
    head(start_response, "200 OK", ("X-Name: 1\r\nEvil", "1"))
    return [b"secret"]


def do_crlf_status(environ, start_response):
    head(start_response, "200 OK\r\nSet-Cookie: evil=1")
    return [b"secret"]


def do_nul(environ, start_response):
    head(start_response, "200 OK", ("X-Name", "a\0Set-Cookie\0evil=1"))
    return [b"secret"]


def do_unicode(environ, start_response):
    head(start_response, "200 OK", ("X-Name", "\u560d\u560aSet-Cookie: evil=1"))
    return [b"secret"]


def do_evil_name(environ, start_response):
    head(start_response, "200 OK", (Evil("X: 1\r\nEvil"), "1"))
    return [b"secret"]


def do_space_name(environ, start_response):
    head(start_response, "200 OK", ("Content-Length ", "3"))
    return [b"secret"]


def do_empty_name(environ, start_response):
    head(start_response, "200 OK", ("", "3"))
    return [b"secret"]


def do_status_word(environ, start_response):
    head(start_response, "OK")
    return [b"secret"]


def do_status_number(environ, start_response):
    head(start_response, 200)
    return [b"secret"]


def do_status_100(environ, start_response):
    head(start_response, "100 Continue")
    return [b"secret"]


def do_status_101(environ, start_response):
    head(start_response, "101 Switching Protocols", ("Upgrade", "evil"))
    return [b"secret"]


def do_status_0(environ, start_response):
    head(start_response, "000 Nothing")
    return [b"secret"]


def do_status_none(environ, start_response):
    head(start_response, None)
    return [b"secret"]


def do_no_head(environ, start_response):
    return [b"secret"]


def do_two_heads(environ, start_response):
    head(start_response)
    head(start_response, "404 Not Found")
    return [b"secret"]


def do_length_long(environ, start_response):
    head(start_response, "200 OK", ("Content-Length", "100"))
    return [b"secret"]


def do_length_short(environ, start_response):
    head(start_response, "200 OK", ("Content-Length", "3"))
    return [b"secret"]


def do_length_word(environ, start_response):
    head(start_response, "200 OK", ("Content-Length", "many"))
    return [b"secret"]


def do_length_minus(environ, start_response):
    head(start_response, "200 OK", ("Content-Length", "-1"))
    return [b"secret"]


def do_length_twice(environ, start_response):
    head(start_response, "200 OK", ("Content-Length", "6"), ("Content-Length", "7"))
    return [b"secret"]


def do_text_body(environ, start_response):
    head(start_response)
    return ["secret"]


def do_number_body(environ, start_response):
    head(start_response)
    return 42


def do_none_body(environ, start_response):
    head(start_response)
    return None


def do_big_value(environ, start_response):
    head(start_response, "200 OK", ("X-Big", "x" * (100 * 1024 * 1024)))
    return [b"secret"]


def do_many_fields(environ, start_response):
    head(start_response, "200 OK", *[("X-%d" % number, "secret") for number in range(100_000)])
    return [b"secret"]


def do_chunked(environ, start_response):
    head(start_response, "200 OK", ("Transfer-Encoding", "chunked"))
    return [b"fine"]


def do_raises(environ, start_response):
    raise ValueError("secret")


def do_exits(environ, start_response):
    sys.exit("secret")


def do_recursion(environ, start_response):
    return do_recursion(environ, start_response)


def do_memory(environ, start_response):
    raise MemoryError("secret")


def do_dies(environ, start_response):
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def do_segfault(environ, start_response):
    os.kill(os.getpid(), signal.SIGSEGV)
    time.sleep(60)  # another thread may be the one that dies first


def do_os_exit(environ, start_response):
    os._exit(0)


def do_stream_long(environ, start_response):
    """More than it promised, after the promise went out."""
    head(start_response, "200 OK", ("Content-Length", "3"))
    yield b"abc"
    yield b"secret"


def do_stream_short(environ, start_response):
    head(start_response, "200 OK", ("Content-Length", "100"))
    yield b"abc"
    time.sleep(0.2)


def do_stream_raises(environ, start_response):
    head(start_response)
    yield b"abc"
    time.sleep(0.2)
    raise ValueError("secret")


def do_stream_dies(environ, start_response):
    head(start_response)
    yield b"abc"
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def do_stream_text(environ, start_response):
    head(start_response)
    yield b"abc"
    time.sleep(0.2)
    yield "secret"


def do_silent(environ, start_response):
    time.sleep(3600)


def do_stream_silent(environ, start_response):
    head(start_response)
    yield b"abc"
    time.sleep(3600)


def do_locks(environ, start_response):
    """Holds the lock of the interpreter, so that no thread of it can do anything."""
    import re
    re.match("(a+)+b", "a" * 64)


def do_writes_on_socket(environ, start_response):
    """Writes something of its own between the frames of the protocol."""
    import socket
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + descriptor).startswith("socket:"):
                with socket.socket(fileno=os.dup(int(descriptor))) as copy:
                    copy.send(b"D\xff\xff\xff\xffsecret" if "long" in environ["QUERY_STRING"] else b"HTTP/1.1 200 OK\r\n")
        except OSError:
            pass
    head(start_response)
    return [b"fine"]


def do_floods(environ, start_response):
    for number in range(200_000):
        print("flood", number)
    head(start_response)
    return [b"flooded"]


def do_prints_line(environ, start_response):
    sys.stderr.write("y" * 1_000_000 + "\n")
    head(start_response)
    return [b"printed"]
