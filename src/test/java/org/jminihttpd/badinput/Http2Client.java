package org.jminihttpd.badinput;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jminihttpd.guard.Wire;

/** HTTP/2 frame by frame, one stream after the other, with windows that never close. */
final class Http2Client implements Client {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private static final int LARGEST_FRAME = 16_384;

    private final Wire wire;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private int stream = -1;
    private boolean open = true;

    private record Frame(int type, int flags, int stream, ByteBuf payload) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /** Takes over a connection on which ALPN has agreed on h2. */
    Http2Client(Wire wire) throws IOException {
        this.wire = wire;
        wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        write(SETTINGS, 0, 0, new byte[] {0, 4, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}); // INITIAL_WINDOW_SIZE
        write(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(0x7fff_0000).array());
    }

    @Override
    public Answer send(String method, String target, String... fields) throws IOException {
        stream += 2;
        writeHeaders(block(method, target, fields));
        try {
            return answer(method.equals("HEAD"));
        } catch (IOException e) {
            open = false;
            return Answer.NONE;
        }
    }

    private Answer answer(boolean bodiless) throws IOException {
        int status = 0;
        Map<String, String> head = new HashMap<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame;
            try {
                frame = next();
            } catch (IOException e) {
                open = false;
                return new Answer(status, head, body.toString(StandardCharsets.ISO_8859_1), false);
            }
            switch (frame.type) {
                case HEADERS -> {
                    Http2Headers headers = decode(frame);
                    status = headers.status() == null
                            ? status
                            : Integer.parseInt(headers.status().toString());
                    headers.forEach(field -> head.merge(
                            field.getKey().toString(), field.getValue().toString(), (a, b) -> a + ", " + b));
                }
                case DATA -> frame.payload.readBytes(body, frame.payload.readableBytes());
                case RST_STREAM -> {
                    return new Answer(status, head, body.toString(StandardCharsets.ISO_8859_1), false);
                }
                default -> {} // PRIORITY
            }
            if (frame.has(END_STREAM) && (frame.type == HEADERS || frame.type == DATA)) {
                String length = head.get("content-length");
                boolean kept = length == null || bodiless || status == 304 || Long.parseLong(length) == body.size();
                return new Answer(status, head, body.toString(StandardCharsets.ISO_8859_1), kept);
            }
        }
    }

    /** The next frame of our stream; answers those of the connection. */
    private Frame next() throws IOException {
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(wire.read(9));
            int length = (head.getShort() & 0xffff) << 8 | (head.get() & 0xff);
            Frame frame = new Frame(
                    head.get() & 0xff, head.get() & 0xff, head.getInt(), Unpooled.wrappedBuffer(wire.read(length)));
            if (frame.type == SETTINGS && !frame.has(ACK)) {
                write(SETTINGS, ACK, 0, new byte[0]);
            } else if (frame.type == PING && !frame.has(ACK)) {
                write(PING, ACK, 0, ByteBufUtil.getBytes(frame.payload));
            } else if (frame.type == GOAWAY) {
                open = false;
                if (frame.payload.getInt(0) < stream) {
                    throw new IOException("GOAWAY");
                }
            } else if (frame.stream == stream && frame.type != WINDOW_UPDATE) {
                return frame;
            }
        }
    }

    private Http2Headers decode(Frame first) throws IOException {
        ByteBuf block = Unpooled.buffer().writeBytes(first.payload);
        for (Frame frame = first; !frame.has(END_HEADERS); ) {
            frame = next();
            block.writeBytes(frame.payload);
        }
        try {
            return decoder.decodeHeaders(stream, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    /** Every field as a literal, without Huffman codes: the bytes as they are. */
    private static byte[] block(String method, String target, String... fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", method);
        field(block, ":scheme", "https");
        String host = Stream.of(fields)
                .filter(field -> field.startsWith("Host:"))
                .findFirst()
                .orElse("Host: localhost");
        field(block, ":authority", host.substring(5).strip());
        field(block, ":path", target);
        for (String field : fields) {
            int colon = field.indexOf(':');
            String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
            if (!name.equals("host")) {
                field(block, name, field.substring(colon + 1).strip());
            }
        }
        return block.toByteArray();
    }

    private static void field(ByteArrayOutputStream block, String name, String value) throws IOException {
        block.write(0x10); // never indexed
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) throws IOException {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length >>= 7) {
                block.write((length & 127) | 128);
            }
            block.write(length);
        }
        block.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void writeHeaders(byte[] block) throws IOException {
        int type = HEADERS;
        int flags = END_STREAM;
        int at = 0;
        do {
            int end = Math.min(block.length, at + LARGEST_FRAME);
            int last = end == block.length ? END_HEADERS : 0;
            write(type, flags | last, stream, java.util.Arrays.copyOfRange(block, at, end));
            type = CONTINUATION;
            flags = 0;
            at = end;
        } while (at < block.length);
    }

    private void write(int type, int flags, int id, byte[] payload) throws IOException {
        wire.send(ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(id)
                .put(payload)
                .array());
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
