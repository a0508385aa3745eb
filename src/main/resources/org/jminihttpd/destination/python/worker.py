"""A worker process of jminihttpd: runs one WSGI application (PEP 3333) for requests that come over a Unix socket.

Standard library only; Python 3.9 or newer. Each thread has one connection to the server and serves one request at a
time on it. A frame is one byte of type, four of length (big-endian), and so many bytes:

    server to worker                                  worker to server
    R  request without body                           H  hello: the number of this worker
    B  request; its body follows                      W  the application reads the body: send 100 (Continue)
    C  some of the body                               A  head of the answer
    Z  end of the body                                D  some of the body
    O  the file is open, the worker need not send it  F  file descriptor, position, length: the server sends the file
    N  it is not: the worker must                     E  end of the answer
                                                      X  no answer, or none to its end: the status to answer instead
                                                      I  the thread is free
                                                      G  goodbye: no more requests on this connection, please

Heads are texts in ISO 8859-1 separated by NUL: flags, then names and values of environ; a status line, then names and
values of fields. Closing the connection is how the server says that nobody waits for the answer any more.
"""

import fcntl
import io
import os
import re
import runpy
import signal
import socket
import stat
import struct
import sys
import threading
import traceback
from urllib.parse import unquote_to_bytes

FRAME = struct.Struct(">cI")
FILE = struct.Struct(">iqq")
MAX_HEAD = 64 * 1024  # bytes of an answer's head
JOINED = 64 * 1024  # bytes up to which copying is cheaper than a second system call
PIECE = 256 * 1024  # bytes that a frame of body has at most
SPOOLED = 256 * 1024  # bytes of a body of unknown length that stay in memory

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
STATUS = re.compile(r"[2-9][0-9][0-9](?: [\t -~\x80-\xff]*)?")
CONTROL = re.compile(r"[\x01-\x08\x0a-\x1f\x7f]")
HOP_BY_HOP = frozenset((
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "trailers", "transfer-encoding", "upgrade"))


class ClientGone(ConnectionError):
    """Nobody waits for the answer any more. An OSError, as PEP 3333 wants of broken input."""


class InvalidAnswer(ValueError):
    """The application broke HTTP or PEP 3333."""


class Refused(Exception):
    """A page's way to answer with the error page of the server."""

    def __init__(self, status, fields=()):
        super().__init__(status, fields)
        self.status = status
        self.fields = fields


class Connection:
    """One connection to the server, with what was read ahead from it."""

    def __init__(self, address, worker):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(address)
        self.socket.sendall(frame(b"H", str(worker).encode()))
        self.ahead = b""
        self.lock = threading.Lock()  # who holds it may send
        self.said_goodbye = False

    def head(self):
        """The next frame's type and length; None at the end of the connection."""
        while len(self.ahead) < 5:
            data = self.socket.recv(16384)
            if not data:
                return None
            self.ahead += data
        head = FRAME.unpack_from(self.ahead)
        self.ahead = self.ahead[5:]
        return head

    def take(self, length):
        """All bytes of a frame."""
        ahead = self.ahead
        while len(ahead) < length:
            data = self.socket.recv(max(16384, length - len(ahead)))
            if not data:
                raise ClientGone("the request was cut off")
            ahead += data
        self.ahead = ahead[length:]
        return ahead[:length]

    def read_into(self, buffer):
        """Some bytes of a frame, at most as many as the buffer takes."""
        if self.ahead:
            count = min(len(buffer), len(self.ahead))
            buffer[:count] = self.ahead[:count]
            self.ahead = self.ahead[count:]
            return count
        count = self.socket.recv_into(buffer)
        if not count:
            raise ClientGone("the request was cut off")
        return count

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as failure:
            raise ClientGone("nobody waits for the answer any more") from failure

    def goodbye(self):
        if not self.said_goodbye:
            self.said_goodbye = True
            self.socket.sendall(frame(b"G"))


class Body(io.RawIOBase):
    """The body of a request as it comes in; wsgi.input has a buffer around it."""

    def __init__(self, connection, wanted):
        self.connection = connection
        self.wanted = wanted  # whether the client need not be asked for it
        self.left = 0
        self.ended = False

    def readable(self):
        return True

    def readinto(self, buffer):
        if self.ended or not len(buffer):
            return 0
        if not self.wanted:
            self.wanted = True
            self.connection.send(frame(b"W"))
        if not self.left and not self.next():
            return 0
        with memoryview(buffer) as view, view.cast("B") as octets:
            count = self.connection.read_into(octets[:self.left])
        self.left -= count
        return count

    def next(self):
        """Goes on to the next frame; false if the body ends."""
        head = self.connection.head()
        if head is None:
            self.ended = True
            raise ClientGone("the request was cut off")
        kind, self.left = head
        self.ended = kind == b"Z"
        return not self.ended

    def drain(self):
        """Reads what the application did not; the server ends the body soon after the answer."""
        scrap = memoryview(bytearray(65536))
        while not self.ended and (self.left or self.next()):
            self.left -= self.connection.read_into(scrap[:self.left])


class FileWrapper:
    """wsgi.file_wrapper: a file that the kernel sends if it is one on disk, else blocks of what it reads."""

    def __init__(self, filelike, blksize=8192):
        self.filelike = filelike
        self.blksize = max(blksize, 65536)
        if hasattr(filelike, "close"):
            self.close = filelike.close

    def __iter__(self):
        return self

    def __next__(self):
        data = self.filelike.read(self.blksize)
        if data:
            return data
        raise StopIteration

    def on_disk(self):
        """Descriptor, position and bytes left of a file on disk; None if reading it may give other bytes than it has."""
        file = self.filelike
        if type(file).__module__ == "tempfile":
            file = getattr(file, "file", None)
        if type(file) in (io.BufferedReader, io.BufferedRandom):
            if type(file.raw) is not io.FileIO:
                return None
            if type(file) is io.BufferedRandom:
                file.flush()
        elif type(file) is not io.FileIO:
            return None
        descriptor = file.fileno()
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        position = file.tell()
        if position >= status.st_size:
            return None  # files of /proc seem to be empty as well
        return descriptor, position, status.st_size - position


class Answer:
    """What the application answers to one request."""

    __slots__ = ("connection", "without_body", "body", "passes_files", "head", "length", "sent_head", "left", "cut")

    def __init__(self, connection, is_head, body, passes_files):
        self.connection = connection
        self.without_body = is_head  # also by its status, once that is known
        self.body = body  # of the request, or None
        self.passes_files = passes_files
        self.head = None
        self.length = None
        self.sent_head = False
        self.left = None  # of Content-Length
        self.cut = False

    def start_response(self, status, headers, exc_info=None):
        if exc_info:
            try:
                if self.sent_head:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self.head is not None:
            raise InvalidAnswer("start_response was called a second time, without exc_info")
        self.head, self.length = self.checked(status, headers)
        return self.write

    @staticmethod
    def checked(status, headers):
        """The head as texts, and the Content-Length in it."""
        if type(status) is not str or not STATUS.fullmatch(status):
            raise InvalidAnswer("not a status: %.80r" % (status,))
        head = [status]
        length = None
        for name, value in headers:
            if not isinstance(name, str) or not TOKEN.fullmatch(name):
                raise InvalidAnswer("not the name of a header field: %.80r" % (name,))
            if not isinstance(value, str):
                raise InvalidAnswer("the value of %s is no str: %.80r" % (name, value))
            lower = name.lower()
            if lower in HOP_BY_HOP:
                continue  # the connection is ours
            if lower == "content-length":
                digits = value.strip()
                if not digits.isascii() or not digits.isdigit() or length not in (None, int(digits)):
                    raise InvalidAnswer("not a Content-Length: %.80r" % (value,))
                if length is not None:
                    continue
                length = int(digits)
                value = digits
            head.append(name)
            head.append(value)
        text = "\0".join(head)
        if len(text) > MAX_HEAD:
            raise InvalidAnswer("the header fields have %d bytes, which is too much" % len(text))
        if text.count("\0") != len(head) - 1 or CONTROL.search(text):
            raise InvalidAnswer("a control character in the header fields: %.300r" % (head,))
        try:
            text.encode("latin-1")
        except UnicodeEncodeError as e:
            raise InvalidAnswer("not ISO 8859-1 in the header fields: %.300r" % (head,)) from e
        return head, length

    def begin(self, length=None):
        """The frame of the head; length is that of the whole body, if it is known."""
        if self.head is None:
            raise InvalidAnswer("start_response was not called")
        head = self.head
        code = int(head[0][:3])
        if code == 204 or code == 304:
            self.without_body = True
        elif self.length is None and length is not None and (length or not self.without_body):
            head = head + ["Content-Length", str(length)]
        elif self.length is not None and length is not None and length != self.length and not self.without_body:
            raise InvalidAnswer("Content-Length is %d, but the body has %d bytes" % (self.length, length))
        self.sent_head = True
        self.left = self.length
        return frame(b"A", "\0".join(head).encode("latin-1"))

    def write(self, data):
        """Sends some of the body; with the first of it the head."""
        if not isinstance(data, bytes):
            raise InvalidAnswer("a body is made of bytes, not %.80r" % type(data))
        if data:
            self.send(data, b"" if self.sent_head else self.begin())

    def send(self, data, before=b""):
        if self.without_body:
            if before:
                self.connection.send(before)
            return
        if self.left is not None:
            if len(data) > self.left:
                data = data[:self.left]
                if not self.cut:
                    self.cut = True
                    sys.stderr.write("The body is longer than its Content-Length and was cut\n")
            self.left -= len(data)
        if not data and not before:
            return
        if len(data) <= JOINED:
            self.connection.send(before + FRAME.pack(b"D", len(data)) + data)
            return
        view = memoryview(data)
        for start in range(0, len(data), PIECE):
            piece = view[start:start + PIECE]
            self.connection.send(before + FRAME.pack(b"D", len(piece)))
            self.connection.send(piece)
            before = b""

    def end(self):
        """The frames of the end; what a client got that is too short it must notice."""
        if not self.sent_head:
            return self.begin(0) + frame(b"E")
        if self.left and not self.without_body:
            sys.stderr.write("The body is %d bytes shorter than its Content-Length\n" % self.left)
            return frame(b"X", b"502")
        return frame(b"E")

    def run(self, application, environ):
        """Calls the application and sends what it answers; returns the frames left to send and what is to be closed."""
        result = application(environ, self.start_response)
        try:
            if type(result) in (list, tuple) and not self.sent_head:
                return self.whole(result), None
            if type(result) is FileWrapper and self.send_file(result):
                return self.end(), getattr(result, "close", None)
            for data in result:
                self.write(data)
                if self.without_body and self.sent_head:
                    break  # nobody would see the rest
            return self.end(), getattr(result, "close", None)
        except BaseException:
            close(getattr(result, "close", None))
            raise

    def whole(self, result):
        """An answer that is complete: its length is known, and it costs one system call if it is small."""
        total = 0
        for data in result:
            if not isinstance(data, bytes):
                raise InvalidAnswer("a body is made of bytes, not %.80r" % type(data))
            total += len(data)
        head = self.begin(total)
        if self.without_body:
            return head + frame(b"E")
        if total <= JOINED:
            return head + FRAME.pack(b"D", total) + b"".join(result) + frame(b"E")
        for data in result:
            if data:
                self.send(data, head)
                head = b""
        return frame(b"E")

    def send_file(self, wrapper):
        """Has the kernel send a file; false if it is none on disk."""
        place = wrapper.on_disk()
        if place is None or self.sent_head or self.head is None:
            return False
        descriptor, position, count = place
        if self.length is not None:
            count = min(count, self.length)
        before = self.begin(count if self.length is None else None)
        if self.without_body or not count:  # asked for by Content-Length: 0
            self.connection.send(before)
            return True
        if self.passes_files and (self.body is None or self.body.ended):
            self.connection.send(before + frame(b"F", FILE.pack(descriptor, position, count)))
            reply = self.connection.head()
            if reply is None:
                raise ClientGone("nobody waits for the answer any more")
            before = b""
            if reply[0] == b"O":
                position += count
        else:
            self.connection.send(before)
        if self.left is not None:
            self.left -= count
        end = place[1] + count
        while position < end:
            piece = min(end - position, 64 * PIECE)
            self.connection.send(FRAME.pack(b"D", piece))
            self.send_from(descriptor, position, piece)
            position += piece
        return True

    def send_from(self, descriptor, position, count):
        while count:
            try:
                sent = os.sendfile(self.connection.socket.fileno(), descriptor, position, count)
            except OSError as failure:
                raise ClientGone("nobody waits for the answer any more") from failure
            if not sent:
                self.connection.socket.close()
                raise OSError("the file became shorter while it was sent")
            position += sent
            count -= sent


class Worker:
    """The threads of this process, and the application they call."""

    def __init__(self, address, number, application, threads, processes):
        self.address = address
        self.number = number
        self.application = application
        self.base = {
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": threads > 1,
            "wsgi.multiprocess": processes > 1,
            "wsgi.run_once": False,
            "wsgi.file_wrapper": FileWrapper,
            "wsgi.input_terminated": True,  # reading ends where the body does
        }
        self.stopping = False
        self.connections = {}
        self.threads = threads
        self.ended = threading.Semaphore(0)

    def run(self):
        """Serves until SIGTERM, or until the server does not want this worker any more; requests that run are finished."""
        for number in range(self.threads):
            threading.Thread(target=self.serve, name="request-%d" % (number + 1), daemon=True).start()
        left = self.threads
        while left:
            try:
                left -= self.ended.acquire(timeout=0.1 if self.stopping else None)
                if self.stopping:
                    self.take_leave()
            except Stop:
                self.stopping = True

    def take_leave(self):
        """Says goodbye where no request runs; a thread that is busy is asked again soon."""
        for connection in list(self.connections.values()):
            if connection.lock.acquire(blocking=False):
                try:
                    connection.goodbye()
                except OSError:
                    pass  # gone already
                finally:
                    connection.lock.release()

    def serve(self):
        try:
            while not self.stopping:
                connection = Connection(self.address, self.number)
                self.connections[threading.get_ident()] = connection
                try:
                    while self.request(connection):
                        pass
                except OSError:
                    pass  # nobody waited for the answer: the next request needs a new connection
                finally:
                    connection.socket.close()
        except OSError:
            pass  # the server is gone, or wants no more of us
        finally:
            self.connections.pop(threading.get_ident(), None)
            self.ended.release()

    def request(self, connection):
        """Serves one request; false if there are no more on this connection."""
        head = connection.head()
        if head is None:
            return False
        with connection.lock:
            self.answer(connection, head[0] == b"B", connection.take(head[1]))
        return True

    def answer(self, connection, has_body, head):
        parts = head.decode("latin-1").split("\0")
        flags = parts[0]
        environ = self.base.copy()
        environ.update(zip(parts[1::2], parts[2::2]))
        body = None
        if has_body:
            body = Body(connection, "x" not in flags)
            environ["wsgi.input"] = io.BufferedReader(body, 65536)
        else:
            environ["wsgi.input"] = io.BytesIO()
        answer = Answer(connection, environ["REQUEST_METHOD"] == "HEAD", body, "f" in flags)
        closing = None
        try:
            if has_body and "CONTENT_LENGTH" not in environ:
                spool(environ)
            end, closing = answer.run(self.application, environ)
        except ClientGone:
            raise
        except Refused as refused:
            end = frame(b"X", "\0".join((str(refused.status), *refused.fields)).encode("latin-1"))
        except BaseException as failure:
            complain(environ, failure)
            end = frame(b"X", b"502" if isinstance(failure, InvalidAnswer) else b"500")
        if closing is None and (body is None or body.ended):
            connection.send(end + frame(b"I"))
            return
        connection.send(end)
        close(closing)
        if body is not None:
            body.drain()
        connection.send(frame(b"I"))


class Stop(BaseException):
    """SIGTERM."""


def frame(kind, payload=b""):
    return FRAME.pack(kind, len(payload)) + payload


def spool(environ):
    """Reads a body of unknown length to its end, since applications ask CONTENT_LENGTH how much there is to read."""
    source = environ["wsgi.input"]
    store = io.BytesIO()
    while True:
        data = source.read(65536)
        if not data:
            break
        if type(store) is io.BytesIO and store.tell() + len(data) > SPOOLED:
            import tempfile
            spooled = store
            store = tempfile.TemporaryFile()  # has no name, so nothing can be left behind
            store.write(spooled.getbuffer())
        store.write(data)
    environ["CONTENT_LENGTH"] = str(store.tell())
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    store.seek(0)
    environ["wsgi.input"] = store


def close(closing):
    if closing is not None:
        try:
            closing()
        except BaseException:
            traceback.print_exc()


def complain(environ, failure):
    """The traceback in the log, from where our own code ends."""
    where = failure.__traceback__
    while where.tb_next and where.tb_frame.f_code.co_filename == __file__:
        where = where.tb_next
    path = ascii(environ["SCRIPT_NAME"] + environ["PATH_INFO"])[1:-1]
    text = "".join(traceback.format_exception(type(failure), failure, where))
    sys.stderr.write("%s %s failed\n%s" % (environ["REQUEST_METHOD"], path, text))


def die_with_server():
    """Has the kernel kill this process when the server's end of our standard input closes, whatever Python is busy with."""
    descriptor = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 3)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=watch, args=(descriptor,), name="server-watch", daemon=True).start()
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_ASYNC)


def watch(descriptor):
    while os.read(descriptor, 1024):
        pass
    os._exit(1)


def stop(number, stack):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stop


def path(encoded):
    """A path, which comes percent-encoded because the server's locale may not have its characters."""
    return os.fsdecode(unquote_to_bytes(encoded))


def main(address, number, kind, threads, processes, debug, script, module_path=""):
    os.setsid()  # a terminal's Ctrl-C is for the server, which lets requests finish
    die_with_server()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, encoding="utf-8", errors="backslashreplace")
    script, module_path = path(script), path(module_path)
    here = sys.path.pop(0)
    sys.argv[:] = [script]
    if kind == "pages":
        sys.path.insert(0, here)
        import pages
        sys.path[0] = os.path.dirname(script)
        os.chdir(sys.path[0])
        application = pages.Pages(script, debug == "yes", FileWrapper, Refused)
    else:
        if module_path:
            sys.path.insert(0, module_path)
        application = runpy.run_path(script).get("application")
        if not callable(application):
            sys.exit("%s has no function named application" % script)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, stop)
    Worker(address, int(number), application, int(threads), int(processes)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
