package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client can put into a line (row 25 of the bad inputs): always one line, always ASCII, always of bounded length. */
class LineFormatTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Bytes as they come from the wire, and how they look in NCSA formats. */
    static List<String[]> nastyTexts() {
        return List.<String[]>of(
                new String[] {"\u001b[2J", "\\x1B[2J"},
                new String[] {"a\"b", "a\\x22b"},
                new String[] {"a\\b", "a\\x5Cb"},
                new String[] {"a\\x22b", "a\\x5Cx22b"},
                new String[] {"a\nb\r\n", "a\\x0Ab\\x0D\\x0A"},
                new String[] {"\u0000\t\u007f", "\\x00\\x09\\x7F"},
                new String[] {utf8("\u202e\u2066"), "\\xE2\\x80\\xAE\\xE2\\x81\\xA6"},
                new String[] {utf8("\u2028\u0085"), "\\xE2\\x80\\xA8\\xC2\\x85"},
                new String[] {utf8("é😀"), "\\xC3\\xA9\\xF0\\x9F\\x98\\x80"},
                new String[] {"\u00c0\u00ae\u00ff\u009b", "\\xC0\\xAE\\xFF\\x9B"},
                new String[] {
                    "\" 200 5 \"-\" \"-\"\n127.0.0.1 - - [", "\\x22 200 5 \\x22-\\x22 \\x22-\\x22\\x0A127.0.0.1 - - ["
                },
                new String[] {"%0a%22", "%0a%22"},
                new String[] {"${jndi:ldap://x}", "${jndi:ldap://x}"},
                new String[] {"", ""});
    }

    @ParameterizedTest
    @MethodSource("nastyTexts")
    void ncsaEscapesWhatIsNotPrintableAscii(String sent, String expected) {
        String line = line(new NcsaFormat(true), request("/" + sent, Map.of("Referer", sent, "User-Agent", sent)));
        assertThat(line).endsWith(" \"GET /%1$s HTTP/1.1\" 200 7 \"%1$s\" \"%1$s\"\n".formatted(expected));
        assertThat(line.lines()).hasSize(1);
        assertThat(line(new NcsaFormat(false), request("/" + sent, Map.of("User-Agent", sent))))
                .endsWith(" \"GET /%s HTTP/1.1\" 200 7\n".formatted(expected));
    }

    @ParameterizedTest
    @MethodSource("nastyTexts")
    void jsonReadsAsTheBytesThatWereSent(String sent, String ignored) {
        String line =
                line(new JsonFormat(), request("/" + sent, Map.of("Referer", sent, "User-Agent", sent, "Host", sent)));
        assertThat(line).matches("\\{[ -~]+}\n");
        JsonNode json = JSON.readTree(line);
        assertThat(json.get("target").asString()).isEqualTo("/" + sent);
        assertThat(json.get("referer").asString()).isEqualTo(sent);
        assertThat(json.get("user_agent").asString()).isEqualTo(sent);
        assertThat(json.get("host").asString()).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u0001", "\\", "\u00e9", "\uffff"})
    void longTextsAreCut(String letter) {
        String text = letter.repeat(8 << 10);
        RequestHead request =
                request("/" + text, Map.of("Referer", text, "User-Agent", text, "Host", text), "A".repeat(300));
        for (LineFormat format : List.of(new NcsaFormat(false), new NcsaFormat(true), new JsonFormat())) {
            String line = line(format, request);
            assertThat(line.length()).isBetween(1500, LineBuffer.SIZE);
            assertThat(line.lines()).hasSize(1);
            assertThat(line).contains("...", "200").endsWith("\n");
        }
        JsonNode json = JSON.readTree(line(new JsonFormat(), request));
        assertThat(json.get("user_agent").asString())
                .startsWith(letter.repeat(40))
                .endsWith("...");
    }

    @Test
    void answerWithoutRequestHasDashes() {
        Exchange exchange = exchange(null);
        exchange.answered(408);
        assertThat(line(new NcsaFormat(false), exchange)).endsWith("] \"-\" 408 0\n");
        assertThat(line(new NcsaFormat(true), exchange)).endsWith("] \"-\" 408 0 \"-\" \"-\"\n");
        JsonNode json = JSON.readTree(line(new JsonFormat(), exchange));
        assertThat(json.get("method").isNull()).isTrue();
        assertThat(json.get("target").isNull()).isTrue();
        assertThat(json.get("status").asInt()).isEqualTo(408);
    }

    @Test
    void jsonHasAllItsMembers() {
        JsonNode json = JSON.readTree(line(new JsonFormat(), request("/x?y", Map.of("Host", "h:1"))));
        assertThat(json.propertyNames())
                .containsExactly(
                        "time",
                        "remote",
                        "method",
                        "target",
                        "protocol",
                        "host",
                        "status",
                        "bytes",
                        "duration",
                        "wait",
                        "tls",
                        "referer",
                        "user_agent",
                        "tls_version",
                        "route",
                        "id");
        assertThat(json.get("time").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)");
        assertThat(OffsetDateTime.parse(json.get("time").asString()).toInstant().toEpochMilli())
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        assertThat(json.get("remote").asString()).isEqualTo("2001:db8::1");
        assertThat(json.get("protocol").asString()).isEqualTo("HTTP/1.1");
        assertThat(json.get("host").asString()).isEqualTo("h:1");
        assertThat(json.get("bytes").asLong()).isEqualTo(7);
        assertThat(json.get("duration").asDouble()).isBetween(0.0, 60.0);
        assertThat(json.get("wait").asDouble())
                .isBetween(0.0, json.get("duration").asDouble());
        assertThat(json.get("tls").asBoolean()).isTrue();
        assertThat(json.get("referer").isNull()).isTrue();
    }

    @Test
    void jsonHasNoWaitWithoutAnAnswer() {
        Exchange exchange = exchange(request("/x", Map.of()));
        assertThat(JSON.readTree(line(new JsonFormat(), exchange)).get("wait").isNull())
                .isTrue();
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static RequestHead request(String target, Map<String, String> fields) {
        return request(target, fields, "GET");
    }

    private static RequestHead request(String target, Map<String, String> fields, String method) {
        HttpRequest request = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(method),
                "/",
                DefaultHttpHeadersFactory.headersFactory().withValidation(false));
        fields.forEach(request.headers()::add);
        return new RequestHead.Http1(request, target, AsciiString.of("HTTP/1.1"));
    }

    private static String line(LineFormat format, RequestHead request) {
        Exchange exchange = exchange(request);
        exchange.answered(200);
        exchange.sent(7);
        return line(format, exchange);
    }

    private static String line(LineFormat format, Exchange exchange) {
        LineBuffer line = new LineBuffer();
        format.write(exchange, line);
        return new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1);
    }

    private static Exchange exchange(@Nullable RequestHead request) {
        try (LogWriter unused = new LogWriter(new MemoryTarget())) {
            InetAddress address = InetAddress.getByAddress(
                    new byte[] {0x20, 1, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
            Peer peer = Peer.of(new InetSocketAddress(address, 1), true);
            return new Exchange(lines(new JsonFormat(), unused), peer, request);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static Lines lines(LineFormat format, LogWriter writer) {
        Lines lines = new Lines(() -> null, target -> "/docs/");
        lines.turnTo(new Lines.Output(format, writer), Map.of());
        return lines;
    }
}
