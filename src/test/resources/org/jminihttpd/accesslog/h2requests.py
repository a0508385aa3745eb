"""Sends requests over one HTTP/2 connection: h2requests.py PORT NAME=VALUE... [-- NAME=VALUE...]...
A request is its fields; "body=N" sends N bytes, "reset=N" resets the stream and "close=N" the connection after N bytes
of the answer. Prints the status of each answer."""
import socket
import ssl
import sys

import h2.config
import h2.connection
import h2.errors
import h2.events

context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.set_alpn_protocols(["h2"])
raw = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=30)
sock = context.wrap_socket(raw, server_hostname="localhost")
config = h2.config.H2Configuration(validate_outbound_headers=False, normalize_outbound_headers=False)
connection = h2.connection.H2Connection(config)
connection.initiate_connection()
connection.increment_flow_control_window(1 << 30)
connection.update_settings({4: 1 << 30})


def flush():
    data = connection.data_to_send()
    if data:
        sock.sendall(data)


def ask(arguments):
    fields = [tuple(argument.split("=", 1)) for argument in arguments]
    special = {name: int(value) for name, value in fields if name in ("body", "reset", "close")}
    headers = [(name, value) for name, value in fields if name not in special]
    stream = connection.get_next_available_stream_id()
    connection.send_headers(stream, headers, end_stream="body" not in special)
    flush()
    if "body" in special:
        connection.send_data(stream, b"x" * special["body"], end_stream=True)
        flush()
    received = 0
    while True:
        data = sock.recv(65536)
        if not data:
            print("end")
            sys.exit()
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.ResponseReceived):
                print(dict(event.headers)[b":status"].decode())
            elif isinstance(event, h2.events.DataReceived):
                received += len(event.data)
                if received >= special.get("close", 1 << 40):
                    raw.close()
                    sys.exit()
                if received >= special.get("reset", 1 << 40):
                    connection.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
                    flush()
                    return
            elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)) and event.stream_id == stream:
                flush()
                return
            elif isinstance(event, h2.events.ConnectionTerminated):
                print("goaway", event.error_code)
                sys.exit()
        flush()


rest = sys.argv[2:]
while rest:
    end = rest.index("--") if "--" in rest else len(rest)
    ask(rest[:end])
    rest = rest[end + 1 :]
