package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the HTTP/2 frames it is told to. */
public final class Http2Wire implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    static final int ACK = 1;
    public static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int WITH_PRIORITY = 0x20;

    private static final byte[] LAST_PING = "the end.".getBytes(StandardCharsets.US_ASCII);

    private final Wire wire;
    private final Http2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
    private final List<String> seen = new ArrayList<>();
    private @Nullable IOException broken;

    /** One frame from the server. */
    public record Frame(int type, int flags, int stream, ByteBuf payload) {

        /** The error code of RST_STREAM and GOAWAY. */
        Http2Error error() {
            return Objects.requireNonNull(Http2Error.valueOf(payload.getUnsignedInt(type == GOAWAY ? 4 : 0)));
        }
    }

    private Http2Wire(Wire wire) {
        this.wire = wire;
    }

    /** A connection whose settings have been exchanged. */
    public static Http2Wire open(Wire wire) throws IOException {
        Http2Wire http2 = silent(wire).text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").frame(SETTINGS, 0, 0);
        for (int waiting = 2; waiting > 0; ) {
            Frame frame = Objects.requireNonNull(http2.next(), "closed before SETTINGS");
            waiting -= frame.type == SETTINGS ? 1 : 0;
        }
        return http2.frame(SETTINGS, ACK, 0);
    }

    /** A connection on which nothing was said. */
    static Http2Wire silent(Wire wire) {
        return new Http2Wire(wire);
    }

    Http2Wire text(String bytes) {
        return bytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Http2Wire frame(int type, int flags, int stream, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return frame(type, flags, stream, bytes);
    }

    public Http2Wire frame(int type, int flags, int stream, byte[] payload) {
        return bytes(encoded(type, flags, stream, payload));
    }

    static byte[] encoded(int type, int flags, int stream, byte[] payload) {
        ByteBuf frame = Unpooled.buffer(9 + payload.length);
        frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
        return frame.writeBytes(payload).array();
    }

    /** Failures wait until {@link #next}: what the server said before it closed is still to be read. */
    Http2Wire bytes(byte[] bytes) {
        try {
            wire.send(bytes);
        } catch (IOException e) {
            broken = e;
        }
        return this;
    }

    /** Whether a frame could not be sent any more. */
    boolean isBroken() {
        return broken != null;
    }

    /** A GET request for {@code /} and further fields: names and values in turn. */
    public static byte[] get(String... more) {
        return request("GET", more);
    }

    static byte[] request(String method, String... more) {
        List<String> all = new ArrayList<>(
                List.of(":method", method, ":scheme", "https", ":path", "/", ":authority", "localhost"));
        all.addAll(List.of(more));
        return block(all.toArray(String[]::new));
    }

    /** A header block of literals that are not indexed (RFC 7541 6.2.2). */
    static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            byte[] text = namesAndValues[i].getBytes(StandardCharsets.ISO_8859_1);
            int rest = text.length - 127;
            block.write(Math.min(text.length, 127));
            if (rest >= 0) {
                for (; rest >= 128; rest >>= 7) {
                    block.write((rest & 127) | 128);
                }
                block.write(rest);
            }
            block.writeBytes(text);
        }
        return block.toByteArray();
    }

    /** The next frame, or null if the connection has ended. */
    public @Nullable Frame next() throws IOException {
        byte[] head = new byte[9];
        try {
            for (int i = 0; i < head.length; i++) {
                int b = wire.read();
                if (b < 0) {
                    return null;
                }
                head[i] = (byte) b;
            }
            ByteBuf bytes = Unpooled.wrappedBuffer(head);
            ByteBuf payload = Unpooled.wrappedBuffer(wire.read(bytes.readUnsignedMedium()));
            return new Frame(bytes.readByte(), bytes.readByte(), bytes.readInt(), payload);
        } catch (java.net.SocketTimeoutException e) {
            throw new IOException("Neither closed nor answered after " + seen, e);
        } catch (IOException e) {
            return null; // a reset is an end, too
        }
    }

    /**
     * What the server said by now, in the order it came: {@code 1 200}, {@code 1 RST PROTOCOL_ERROR},
     * {@code GOAWAY NO_ERROR}, and at last {@code end} or {@code alive}.
     */
    List<String> outcome() throws IOException, Http2Exception {
        frame(PING, 0, 0, LAST_PING);
        while (true) {
            Frame frame = next();
            if (frame == null) {
                seen.add("end");
                return seen;
            }
            switch (frame.type) {
                case HEADERS -> seen.add(frame.stream + " " + status(frame));
                case RST_STREAM -> seen.add(frame.stream + " RST " + frame.error());
                case GOAWAY -> seen.add("GOAWAY " + frame.error());
                case PING -> {
                    if (frame.payload.equals(Unpooled.wrappedBuffer(LAST_PING))) {
                        seen.add("alive");
                        return seen;
                    }
                }
                default -> {}
            }
        }
    }

    /** Expects one event among those of {@link #outcome}, the right end, and no other error. */
    void expect(String event) throws IOException, Http2Exception {
        List<String> outcome = outcome();
        assertThat(outcome).contains(event).endsWith(event.startsWith("GOAWAY") ? "end" : "alive");
        if (!event.contains("RST")) {
            assertThat(outcome).noneMatch(other -> other.matches("\\d+ RST (?!NO_ERROR).*"));
        }
    }

    private String status(Frame frame) throws Http2Exception {
        return String.valueOf(fields(frame).status());
    }

    Http2Headers fields(Frame frame) throws Http2Exception {
        return headers.decodeHeaders(frame.stream, frame.payload);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
