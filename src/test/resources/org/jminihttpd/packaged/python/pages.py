"""A script with pages; the first segment of the path says which."""

import os
import pathlib
import tempfile
import time


def get(request):
    name = request.path.strip("/").split("/")[0] or "request"
    return globals()["get_" + name](request)


def post(request):
    return globals()["post_" + request.path.strip("/")](request)


def get_text(request):
    return "<h1>café</h1>"


def get_bytes(request):
    return b"bytes"


def get_json(request):
    return {"name": "café", "list": [1, 2]}


def get_nothing(request):
    return None


def get_triple(request):
    return 201, {"X-Twice": ["a", "b"]}, "made"


def get_phrase(request):
    return "404 Gone Fishing", [("Content-Type", "text/plain")], "by the lake"


def get_strange(request):
    return 299, None, "strange"


def get_redirect(request):
    return 303, {"Location": request.route + "/text"}, ""


def get_forbidden(request):
    return 403, {"X-Why": "because"}, None


def get_pieces(request):
    yield "one "
    yield "two"


def get_octets(request):
    return [b"one", b"two"]


def get_file(request):
    return pathlib.Path(request.environ["QUERY_STRING"])


def get_steps(request):
    yield "first"
    while not os.path.exists(request.environ["QUERY_STRING"]):
        time.sleep(0.01)
    yield "second"


def get_number(request):
    return 42


def get_pair(request):
    return 200, "a pair"


def get_raises(request):
    raise ValueError("secret")


def get_late_type(request):
    return [42]


def get_request(request):
    lines = [
        request.method, request.route, request.path,
        "%r %r %r" % (dict(request.query), request.query.all("a"), request.query.all("c")),
        "%s %s %s" % (request.headers.get("x-name"), request.headers["X-NAME"] if "X-Name" in request.headers else
                      None, request.headers.get("x-other")),
        repr(request.cookies), request.remote_address, repr(request.body)]
    return 200, {"Content-Type": "text/plain; charset=utf-8"}, "".join(line + "\n" for line in lines)


def get_temporary(request):
    """How many temporary files are open."""
    count = 0
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            count += "(deleted)" in os.readlink("/proc/self/fd/" + descriptor)
        except OSError:
            pass
    return str(count)


def post_form(request):
    def seen(file):
        first = file.read(9).decode()
        saved = os.path.join(tempfile.mkdtemp(), "copy")
        file.save(saved)
        whole = os.path.getsize(saved) == file.size
        os.unlink(saved)
        os.rmdir(os.path.dirname(saved))
        return file.filename, file.content_type, file.size, first, whole

    files = {name: seen(file) for name, file in request.files.items()}
    return "%r %r %r\n" % (dict(request.form), request.form.all("name"), files)


def post_json(request):
    return {"got": request.json()}
