package org.jminihttpd.badinput;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jminihttpd.guard.Wire;

/** HTTP/1.1 on a connection that stays open as long as the server wants. */
final class Http1Client implements Client {

    private final Wire wire;
    private final InputStream in;
    private boolean open = true;

    Http1Client(Wire wire) {
        this.wire = wire;
        in = new BufferedInputStream(wire.in());
    }

    @Override
    public Answer send(String method, String target, String... fields) throws IOException {
        boolean hasHost = Stream.of(fields).anyMatch(field -> field.startsWith("Host:"));
        wire.send(method + ' ' + target + " HTTP/1.1\r\n" + (hasHost ? "" : "Host: localhost\r\n")
                + String.join("", Stream.of(fields).map(field -> field + "\r\n").toList()) + "\r\n");
        String start;
        Map<String, String> head;
        try {
            do {
                start = line();
                head = fields();
            } while (start.startsWith("HTTP/1.1 1"));
        } catch (IOException e) { // closed or reset
            open = false;
            return Answer.NONE;
        }
        int status = Integer.parseInt(start.substring(9, 12));
        open = !"close".equalsIgnoreCase(head.get("connection"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = method.equals("HEAD") || status == 204 || status == 304 || read(head, body);
        open &= complete;
        return new Answer(status, head, body.toString(StandardCharsets.ISO_8859_1), complete);
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.merge(
                    line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        return fields;
    }

    private boolean read(Map<String, String> head, ByteArrayOutputStream body) {
        try {
            String length = head.get("content-length");
            if (length != null) {
                return copy(Long.parseLong(length), body);
            }
            if ("chunked".equals(head.get("transfer-encoding"))) {
                return readChunks(body);
            }
            open = false;
            in.transferTo(body);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean readChunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            long size = Long.parseLong(line(), 16);
            if (!copy(size, body)) {
                return false;
            }
            line();
            if (size == 0) {
                return true;
            }
        }
    }

    private boolean copy(long length, ByteArrayOutputStream body) throws IOException {
        byte[] buffer = new byte[32 * 1024];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return false;
            }
            body.write(buffer, 0, read);
            left -= read;
        }
        return true;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("No CRLF: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
