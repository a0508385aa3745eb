"""A Flask application as its documentation teaches to write one."""

import hashlib
import io

from flask import Flask, Response, redirect, request, send_file, session, stream_with_context, url_for

app = Flask(__name__)
app.secret_key = "for the test"
application = app


@app.get("/")
def index():
    return {"name": session.get("name"), "base": request.base_url, "address": request.remote_addr}


@app.post("/login")
def login():
    session["name"] = request.form["name"]
    return redirect(url_for("index"))


@app.post("/upload")
def upload():
    file = request.files["file"]
    return {"filename": file.filename, "md5": hashlib.md5(file.stream.read()).hexdigest()}


@app.get("/download")
def download():
    return send_file(request.args["path"], as_attachment=True, conditional=True)


@app.get("/memory")
def memory():
    return send_file(io.BytesIO(b"in memory"), mimetype="text/plain")


@app.get("/stream")
def stream():
    def rows():
        for number in range(3):
            yield "%s %d\n" % (request.path, number)
    return Response(stream_with_context(rows()), mimetype="text/plain")


@app.get("/broken")
def broken():
    raise RuntimeError("a secret of the application")
