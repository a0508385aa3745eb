"""A page that greets: /?name=You"""

from html import escape


def get(request):
    name = request.query.get("name", "world")
    return f"""<!DOCTYPE html>
<html lang="en">
<title>Hello</title>
<h1>Hello, {escape(name)}!</h1>
<form><label>Your name <input name="name"></label> <button>Greet</button></form>
</html>
"""
