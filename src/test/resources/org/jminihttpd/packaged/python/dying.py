"""Cannot be imported unless a file says so."""

import os

if not os.path.exists(os.environ["ALLOWED"]):
    raise RuntimeError("a secret reason")


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"alive"]
