"""A drop box: uploads as large as the server allows, a list that is streamed, and downloads sent by the kernel."""

import os
import re
import tempfile
from html import escape
from pathlib import Path
from urllib.parse import quote

BOX = Path(os.environ.get("DROPBOX", os.path.join(tempfile.gettempdir(), "dropbox")))


def get(request):
    if request.path == "/":
        return listing()
    name = request.path[1:]
    return BOX / name if is_safe(name) else (404, {}, None)


def listing():
    yield '<!DOCTYPE html>\n<html lang="en">\n<title>Drop box</title>\n<h1>Drop box</h1>\n<ul>\n'
    for file in sorted(BOX.glob("*")):
        yield f'<li><a href="./{quote(file.name)}">{escape(file.name)}</a>, {file.stat().st_size:,} bytes\n'
    yield '</ul>\n<form method="post" enctype="multipart/form-data">\n'
    yield '<input type="file" name="file" multiple required> <button>Upload</button>\n</form>\n</html>\n'


def post(request):
    BOX.mkdir(exist_ok=True)
    for file in request.files.all("file"):
        if not is_safe(file.filename):
            return 422, {}, "<p>Please give the file another name.</p>"
        file.save(BOX / file.filename)
    return 303, {"Location": request.route + "/"}, ""


def delete(request):
    name = request.path[1:]
    if not is_safe(name):
        return 404, {}, None
    (BOX / name).unlink(missing_ok=True)


def is_safe(name):
    """A name of one file in the box, whatever a client invents."""
    return re.fullmatch(r"[\w -][\w .-]{0,99}", name) is not None
