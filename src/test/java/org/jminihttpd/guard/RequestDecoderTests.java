package org.jminihttpd.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is the same however the network cuts it. */
class RequestDecoderTests {

    private static final String REQUEST = "GET /f HTTP/1.1\r\nHost: a\r\nX: bc\r\n\r\n";

    static IntStream cuts() {
        return IntStream.range(1, REQUEST.length());
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void twoPiecesAreOneRequest(int cut) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(new HttpDecoderConfig()));
        write(channel, REQUEST.substring(0, cut));
        assertThat(channel.inboundMessages()).isEmpty();
        write(channel, REQUEST.substring(cut));
        expectRequest(channel);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void manyPiecesAreOneRequest(int length) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(new HttpDecoderConfig()));
        for (int i = 0; i < REQUEST.length(); i += length) {
            write(channel, REQUEST.substring(i, Math.min(REQUEST.length(), i + length)));
        }
        expectRequest(channel);
    }

    private static void write(EmbeddedChannel channel, String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }

    private static void expectRequest(EmbeddedChannel channel) {
        HttpRequest request = channel.readInbound();
        assertThat(request).isNotNull();
        assertThat(request.decoderResult().isSuccess()).isTrue();
        assertThat(request.uri()).isEqualTo("/f");
        assertThat(request.headers().get("X")).isEqualTo("bc");
        assertThat(channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat(channel.inboundMessages()).isEmpty();
        ReferenceCountUtil.release(request);
        channel.finishAndReleaseAll();
    }
}
