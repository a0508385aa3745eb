"""Dynamic pages without WSGI's ceremony: functions named by method, in a script that may be edited at any time."""

import html
import json
import linecache
import mimetypes
import os
import re
import shutil
import sys
import tempfile
import threading
import traceback
import types
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MAX_FIELDS = 1000  # of a form
MAX_TEXT = 2 * 1024 * 1024  # bytes of a form without its files
MAX_PART_HEAD = 16 * 1024
IN_MEMORY = 256 * 1024  # bytes of an uploaded file; longer ones are on disk, without a name

HTML = "text/html; charset=utf-8"
BYTES = "application/octet-stream"

ERROR_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>%(title)s</title>
<style>body{margin:2rem auto;max-width:60rem;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}
pre{padding:1rem;overflow:auto;border-radius:.5rem;background:#8882;font-size:.9rem}</style></head>
<body><h1>%(title)s</h1><pre>%(text)s</pre><p>Shown because the route says <code>debug = yes</code>.</p></body></html>
"""


class Values(dict):
    """Names and values of a query or a form: the first value of a name, or all of them."""

    def __init__(self, pairs=()):
        super().__init__()
        self.pairs = list(pairs)
        for name, value in self.pairs:
            self.setdefault(name, value)

    def all(self, name):
        return [value for other, value in self.pairs if other == name]


class Headers(Mapping):
    """Header fields by name in any case."""

    def __init__(self, environ):
        self.fields = {
            name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if environ.get(name):
                self.fields[name.replace("_", "-").lower()] = environ[name]

    def __getitem__(self, name):
        return self.fields[name.lower()]

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)


class File:
    """An uploaded file; what becomes of it is for the page to decide, it is gone after the request."""

    def __init__(self, filename, content_type):
        self.filename = filename  # the last part of what the client said: no directories, but any other characters
        self.content_type = content_type
        self.size = 0
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)

    def read(self, size=-1):
        return self.file.read(size)

    def save(self, path):
        self.file.seek(0)
        with open(path, "wb") as target:
            shutil.copyfileobj(self.file, target, 1 << 16)


class BadRequest(ValueError):
    """The client sent something else than it said; becomes 400 unless the page catches it."""

    status = 400


class TooLarge(BadRequest):
    status = 413


class Request:
    """What the client sent."""

    def __init__(self, environ):
        self.environ = environ
        self.method = environ["REQUEST_METHOD"]
        self.route = utf8(environ["SCRIPT_NAME"])  # where this script is mounted
        self.path = utf8(environ["PATH_INFO"])  # what follows that; empty for a file route
        self.query = Values(pairs(environ.get("QUERY_STRING", "")))
        self.headers = Headers(environ)
        self.remote_address = environ.get("REMOTE_ADDR", "")
        self.stream = environ["wsgi.input"]
        self._body = None
        self._form = None

    @property
    def cookies(self):
        cookies = {}
        for part in self.headers.get("cookie", "").split(";"):
            name, found, value = part.partition("=")
            if found:
                cookies.setdefault(name.strip(), utf8(value.strip().strip('"')))
        return cookies

    @property
    def body(self):
        """All of the body, in memory."""
        if self._body is None:
            self._body = self.stream.read()
        return self._body

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as e:
            raise BadRequest("the body is no JSON: %s" % e) from e

    @property
    def form(self):
        return self._parsed()[0]

    @property
    def files(self):
        return self._parsed()[1]

    def _parsed(self):
        if self._form is None:
            kind, parameters = parameterised(self.headers.get("content-type", ""))
            if kind == "application/x-www-form-urlencoded":
                text = self.stream.read(MAX_TEXT + 1) if self._body is None else self._body
                if len(text) > MAX_TEXT:
                    raise TooLarge("the form is too long")
                self._form = Values(pairs(text.decode("latin-1"))), Values()
            elif kind == "multipart/form-data":
                self._form = Multipart(self.stream, parameters.get("boundary", "")).read()
            else:
                self._form = Values(), Values()
        return self._form


class Multipart:
    """A form with files (RFC 7578), read once, in constant memory."""

    def __init__(self, stream, boundary):
        if not boundary or len(boundary) > 70:
            raise BadRequest("multipart/form-data without a boundary")
        self.stream = stream
        self.boundary = b"--" + boundary.encode("latin-1")
        self.text = MAX_TEXT

    def read(self):
        fields, files = [], []
        more = self.part(lambda data: None)  # what precedes the first boundary means nothing
        while more:
            if len(fields) + len(files) == MAX_FIELDS:
                raise TooLarge("the form has too many fields")
            kind, parameters = self.head()
            name = parameters.get("name", "")
            if "filename" in parameters:
                filename = re.split(r"[/\\]", parameters["filename"].replace("\0", ""))[-1]
                file = File(filename, kind)
                more = self.part(file.file.write)
                file.size = file.file.tell()
                file.file.seek(0)
                if filename or file.size:  # an empty one is what browsers send for no choice
                    files.append((name, file))
            else:
                data = bytearray()
                more = self.part(lambda piece: data.extend(self.counted(piece)))
                fields.append((name, data.decode("utf-8", "replace")))
        return Values(fields), Values(files)

    def counted(self, piece):
        self.text -= len(piece)
        if self.text < 0:
            raise TooLarge("the form is too long")
        return piece

    def head(self):
        """Media type and parameters of Content-Disposition of the part that begins."""
        kind, parameters, size = "", {}, 0
        while True:
            line = self.line()
            size += len(line)
            if size > MAX_PART_HEAD:
                raise TooLarge("the head of a part is too long")
            if not line.strip():
                return kind, parameters
            name, _, value = line.decode("utf-8", "replace").partition(":")
            if name.strip().lower() == "content-disposition":
                parameters = parameterised(value)[1]
            elif name.strip().lower() == "content-type":
                kind = value.strip()

    def part(self, write):
        """Copies a part up to its boundary; false if it is the last one."""
        held, at_start = b"", True
        while True:
            line = held + self.line() if held == b"\r" else self.line()
            held = b"" if held == b"\r" else held
            if at_start and line.startswith(self.boundary):
                rest = line[len(self.boundary):].strip()
                if rest in (b"", b"--"):
                    return not rest
            at_start = line.endswith(b"\n")
            end = len(line) - (2 if line.endswith(b"\r\n") else 1 if line.endswith((b"\n", b"\r")) else 0)
            write(held + line[:end])
            held = line[end:]

    def line(self):
        line = self.stream.readline(65536)
        if not line:
            raise BadRequest("the form ends before its last boundary")
        return line


class Pages:
    """The script as a WSGI application that is always its newest version."""

    def __init__(self, script, debug, file_wrapper, refused):
        self.script = script
        self.debug = debug
        self.file_wrapper = file_wrapper
        self.refused = refused
        self.lock = threading.Lock()
        self.stamp = None
        self.page = None
        try:
            self.current()
        except Exception:
            traceback.print_exc()  # the next request tries again

    def current(self):
        """The script as a module, run again if the file changed."""
        status = os.stat(self.script)
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        with self.lock:
            if self.page is None or stamp != self.stamp:
                self.page = None
                linecache.checkcache(self.script)
                with open(self.script, "rb") as file:
                    code = compile(file.read(), self.script, "exec")
                page = types.ModuleType("page")
                page.__file__ = self.script
                sys.modules["page"] = page
                exec(code, page.__dict__)
                self.page, self.stamp = page, stamp
            return self.page

    def __call__(self, environ, start_response):
        try:
            status, fields, body = self.answer(environ)
        except BadRequest as bad:
            raise self.refused(bad.status)
        except self.refused:
            raise
        except Exception as failure:
            if not self.debug:
                raise
            status, fields, body = self.explained(environ, failure)
        start_response(status, fields)
        return body

    def answer(self, environ):
        page = self.current()
        functions = {name: function for name in METHODS if callable(function := getattr(page, name.lower(), None))}
        if "GET" in functions:
            functions.setdefault("HEAD", functions["GET"])
        method = environ["REQUEST_METHOD"]
        if method not in functions:
            allowed = ", ".join(name for name in METHODS if name in functions or name == "OPTIONS")
            if method == "OPTIONS":
                return "204 No Content", [("Allow", allowed)], []
            raise self.refused(405, ("Allow", allowed))
        value = functions[method](Request(environ))
        status, fields = 200, []
        if isinstance(value, tuple):
            if len(value) != 3:
                raise TypeError("a page's tuple is (status, headers, body), this one has %d elements" % len(value))
            status, fields, value = value
            fields = flat(fields)
        return self.written(environ, status, fields, value)

    def written(self, environ, status, fields, value):
        """Status, header fields and body as WSGI has them."""
        if value is None:
            if isinstance(status, int) and status >= 400:
                raise self.refused(status, tuple(text for field in fields for text in field))
            return line(204 if status == 200 else status), fields, []
        if isinstance(value, os.PathLike):
            return self.file(environ, status, fields, value)
        if isinstance(value, str):
            kind, body = HTML, [value.encode("utf-8", "replace")]
        elif isinstance(value, (bytes, bytearray, memoryview)):
            kind, body = BYTES, [bytes(value)]
        elif isinstance(value, dict):
            kind, body = "application/json", [json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")]
        else:
            try:
                rest = iter(value)
            except TypeError:
                raise TypeError("a page cannot return %.80r" % type(value)) from None
            first = next(rest, "")
            kind, body = BYTES if isinstance(first, bytes) else HTML, stream(first, rest)
        return line(status), typed(fields, kind), body

    def file(self, environ, status, fields, path):
        try:
            file = open(path, "rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise self.refused(404)
        except PermissionError:
            raise self.refused(403)
        modified = int(os.fstat(file.fileno()).st_mtime)
        kind, coding = mimetypes.guess_type(os.fspath(path))
        kind = BYTES if kind is None or coding else kind + "; charset=utf-8" if kind.startswith("text/") else kind
        fields = typed(fields, kind) + [("Last-Modified", formatdate(modified, usegmt=True))]
        if status == 200 and environ["REQUEST_METHOD"] in ("GET", "HEAD") and unchanged(environ, modified):
            file.close()
            return "304 Not Modified", fields, []
        return line(status), fields, self.file_wrapper(file)

    def explained(self, environ, failure):
        text = "".join(traceback.format_exception(type(failure), failure, failure.__traceback__))
        sys.stderr.write("%s failed\n%s" % (environ["REQUEST_METHOD"], text))
        title = html.escape("%s: %s" % (type(failure).__name__, failure))
        body = ERROR_PAGE % {"title": title, "text": html.escape(text)}
        fields = [("Content-Type", HTML), ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")]
        return line(500), fields, [body.encode("utf-8", "replace")]


def utf8(text):
    """Bytes that WSGI made ISO 8859-1, as what they are on the web."""
    return text.encode("latin-1").decode("utf-8", "replace")


def pairs(text):
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MAX_FIELDS)
    except ValueError as e:
        raise TooLarge("too many fields") from e


def parameterised(value):
    """A value with parameters, as Content-Type has them."""
    kind = value.partition(";")[0].strip().lower()
    parameters = {}
    for name, quoted, plain in re.findall(r';\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))', value):
        text = re.sub(r"\\([\"\\])", r"\1", quoted) if quoted else plain.strip()
        parameters.setdefault(name.lower(), text.replace("%22", '"'))
    return kind, parameters


def flat(fields):
    """Header fields of a dict, whose values may be lists, or of pairs."""
    given = fields.items() if isinstance(fields, Mapping) else fields or ()
    return [
        (name, str(one)) for name, value in given for one in (value if isinstance(value, (list, tuple)) else [value])]


def typed(fields, kind):
    if any(name.lower() == "content-type" for name, value in fields):
        return fields
    return fields + [("Content-Type", kind)]


def line(status):
    if not isinstance(status, int):
        return status
    try:
        return "%d %s" % (status, HTTPStatus(status).phrase)
    except ValueError:
        return "%d Unknown" % status


def unchanged(environ, modified):
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not since or "HTTP_IF_NONE_MATCH" in environ:
        return False
    try:
        return parsedate_to_datetime(since).timestamp() >= modified
    except (TypeError, ValueError, OverflowError):
        return False


def stream(first, rest):
    try:
        yield encoded(first)
        for piece in rest:
            yield encoded(piece)
    finally:
        if hasattr(rest, "close"):
            rest.close()


def encoded(piece):
    if isinstance(piece, str):
        return piece.encode("utf-8", "replace")
    if not isinstance(piece, bytes):
        raise TypeError("a page is made of str or bytes, not %.80r" % type(piece))
    return piece
