"""Asks for hot files, others and missing ones on one HTTP/2 connection, with a small window and random resets.

Usage: h2mix.py PORT SEED < lines of "PATH STATUS BODY". Prints how many answers were right; anything else is a traceback.
"""
import random
import socket
import ssl
import sys

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

port, seed = int(sys.argv[1]), int(sys.argv[2])
wanted = [line.rstrip("\n").split(" ", 2) for line in sys.stdin]
chance = random.Random(seed)

tls = ssl.create_default_context()
tls.check_hostname = False
tls.verify_mode = ssl.CERT_NONE
tls.set_alpn_protocols(["h2"])
sock = tls.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=30))
connection = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
connection.local_settings = h2.settings.Settings(
    client=True, initial_values={h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: chance.choice([1, 100, 5000, 65535])})
connection.initiate_connection()



def unless_closed(send, *arguments):
    """Events that are still to be looked at may be of streams that have ended since."""
    try:
        send(*arguments)
        return True
    except h2.exceptions.StreamClosedError:
        return False


open_streams, reset, right = {}, set(), 0
left = [chance.choice(wanted) for _ in range(200)]
while left or open_streams:
    while left and len(open_streams) < 50 and connection.open_outbound_streams < 90:
        stream = connection.get_next_available_stream_id()
        path, status, body = left.pop()
        connection.send_headers(
            stream, [(":method", "GET"), (":path", path), (":scheme", "https"), (":authority", "a")], end_stream=True)
        open_streams[stream] = [status, body, None, b""]
    sock.sendall(connection.data_to_send())
    data = sock.recv(chance.choice([100, 65536]))
    if not data:
        raise EOFError(f"closed with {len(open_streams)} streams open")
    for event in connection.receive_data(data):
        stream = getattr(event, "stream_id", None)
        if isinstance(event, h2.events.ConnectionTerminated):
            raise EOFError(str(event))
        if stream not in open_streams:
            continue
        answer = open_streams[stream]
        if isinstance(event, h2.events.ResponseReceived):
            answer[2] = dict(event.headers)[":status"]
            if chance.random() < 0.1 and unless_closed(connection.reset_stream, stream):
                reset.add(stream)
                del open_streams[stream]
        elif isinstance(event, h2.events.DataReceived):
            answer[3] += event.data
            connection.acknowledge_received_data(event.flow_controlled_length, stream)
            if chance.random() < 0.5:
                unless_closed(connection.increment_flow_control_window, chance.choice([1, 1000, 100000]), stream)
        elif isinstance(event, h2.events.StreamReset):
            raise EOFError(f"stream {stream} reset: {event.error_code}")
        elif isinstance(event, h2.events.StreamEnded):
            status, body, got, content = open_streams.pop(stream)
            if got != status or (status == "200" and content != body.encode()):
                raise AssertionError(f"stream {stream}: {got} {len(content)} bytes instead of {status} {len(body)}")
            right += 1
    for stream in list(open_streams)[:5]:
        unless_closed(connection.increment_flow_control_window, 20000, stream)
print(right, len(reset))
