"""A Flask application (python3-flask) that knows nothing of the server."""

import os

from flask import Flask, abort, jsonify, request, url_for

app = Flask(__name__)
notes = {}


@app.get("/")
def index():
    return jsonify({name: url_for("note", name=name) for name in notes}, os.environ.get("GREETING", ""))


@app.get("/<name>")
def note(name):
    return notes.get(name) or abort(404)


@app.put("/<name>")
def write(name):
    notes[name] = request.get_data(as_text=True)
    return "", 201, {"Location": url_for("note", name=name)}
