"""A guest book in a file: a form, a cookie that remembers the name, and JSON for programs."""

import fcntl
import json
import os
import tempfile
from html import escape
from urllib.parse import quote, unquote

BOOK = os.environ.get("GUESTBOOK", os.path.join(tempfile.gettempdir(), "guestbook.jsonl"))


def entries():
    try:
        with open(BOOK, encoding="utf-8") as book:
            return [json.loads(line) for line in book]
    except FileNotFoundError:
        return []


def get(request):
    if "application/json" in request.headers.get("accept", ""):
        return {"entries": entries()}
    rows = "".join(f"<dt>{escape(entry['name'])}<dd>{escape(entry['text'])}" for entry in entries())
    name = escape(unquote(request.cookies.get("name", "")))
    return f"""<!DOCTYPE html>
<html lang="en">
<title>Guest book</title>
<h1>Guest book</h1>
<dl>{rows}</dl>
<form method="post">
<p><label>Name <input name="name" value="{name}" required></label>
<p><label>Text <textarea name="text" required></textarea></label>
<p><button>Sign</button>
</form>
</html>
"""


def post(request):
    name, text = request.form.get("name", "").strip(), request.form.get("text", "").strip()
    if not name or not text:
        return 422, {}, "<p>Please give a name and a text.</p>"
    with open(BOOK, "a", encoding="utf-8") as book:
        fcntl.flock(book, fcntl.LOCK_EX)  # other workers and threads write as well
        book.write(json.dumps({"name": name, "text": text}) + "\n")
    cookie = f"name={quote(name)}; Path=/; SameSite=Lax; HttpOnly"
    return 303, {"Location": request.route, "Set-Cookie": cookie}, ""
