"""The smallest application of PEP 3333."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!DOCTYPE html>\n<title>Hello</title>\n<h1>Hello, WSGI!</h1>\n"]
