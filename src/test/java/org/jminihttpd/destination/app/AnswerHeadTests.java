package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerHeadTests {

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(99, List.of(), "status 99"),
                Arguments.of(101, List.of(), "status 101"),
                Arguments.of(1000, List.of(), "status 1000"),
                Arguments.of(200, List.of("X-A", "b\r\nSet-Cookie: c=d"), "X-A has a control character"),
                Arguments.of(200, List.of("X-A", "b\nc"), "control character"),
                Arguments.of(200, List.of("X-A", "b\0"), "control character"),
                Arguments.of(200, List.of("X-A: b\r\nY", "c"), "name is none"),
                Arguments.of(200, List.of("", "c"), "name is none"),
                Arguments.of(200, List.of("X-A", "b".repeat(70_000)), "longer than 65536 bytes"),
                Arguments.of(200, List.of("Content-Length", "-1"), "Content-Length"),
                Arguments.of(200, List.of("Content-Length", "+1"), "Content-Length"),
                Arguments.of(200, List.of("Content-Length", "1e3"), "Content-Length"),
                Arguments.of(200, List.of("Content-Length", "99999999999999999999"), "Content-Length"),
                Arguments.of(200, List.of("Content-Length", "1", "content-length", "1"), "Content-Length"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(int status, List<String> fields, String problem) {
        assertThat(new AnswerHead(status, fields).problem()).contains(problem);
    }

    @Test
    void honestHeadIsWritten() {
        AnswerHead head = new AnswerHead(
                200,
                List.of(
                        "X-A",
                        "b\tc",
                        "X-A",
                        "é",
                        "Content-Length",
                        "12",
                        "Transfer-Encoding",
                        "chunked",
                        "Connection",
                        "x"));
        assertThat(head.problem()).isNull();
        assertThat(head.length()).isEqualTo(12);
        HttpHeaders written = new DefaultHttpHeaders();
        head.writeTo(written);
        assertThat(written.entries()).map(Object::toString).containsExactly("X-A=b\tc", "X-A=é", "Content-Length=12");
    }
}
