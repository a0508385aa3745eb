package org.jminihttpd.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;

class ErrorAnswerTests {

    private static final ServerResponse.Context NO_WRITERS = new ServerResponse.Context() {
        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return List.of();
        }

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    };

    private static MockServerHttpResponse write(ErrorAnswer answer, HttpMethod method) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.method(method, "/"));
        answer.writeTo(exchange, NO_WRITERS).block();
        return exchange.getResponse();
    }

    @Test
    void answerIsASmallPageThatRunsNothing() {
        MockServerHttpResponse response = write(ErrorAnswer.notFound(), HttpMethod.GET);
        String body = response.getBodyAsString().block();
        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(response.getHeaders().getContentType())
                .isEqualTo(MediaType.parseMediaType("text/html;charset=UTF-8"));
        assertThat(response.getHeaders().getContentLength()).isEqualTo(body == null ? -1 : body.length());
        assertThat(response.getHeaders().getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.getHeaders().getFirst("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(body)
                .contains("<title>404 Not Found</title>", "prefers-color-scheme:dark")
                .doesNotContain("<script", "%");
    }

    @Test
    void headHasTheFieldsAndNoBody() {
        MockServerHttpResponse get = write(ErrorAnswer.notFound(), HttpMethod.GET);
        MockServerHttpResponse head = write(ErrorAnswer.notFound(), HttpMethod.HEAD);
        assertThat(head.getHeaders()).isEqualTo(get.getHeaders());
        assertThat(head.getBody().collectList().block()).isEmpty();
    }

    @Test
    void refusedMethodNamesTheOthers() {
        ErrorAnswer answer = ErrorAnswer.methodNotAllowed(Set.of(HttpMethod.GET));
        assertThat(write(answer, HttpMethod.PUT).getHeaders().getAllow()).containsExactly(HttpMethod.GET);
        assertThat(answer.statusCode()).isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
    }

    @Test
    void furtherFieldsAreSent() {
        ErrorAnswer answer = ErrorAnswer.of(
                HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                fields -> fields.set(HttpHeaders.CONTENT_RANGE, "bytes */5"));
        assertThat(write(answer, HttpMethod.GET).getHeaders().getFirst(HttpHeaders.CONTENT_RANGE))
                .isEqualTo("bytes */5");
    }

    @Test
    void sharedAnswerCannotBeChanged() {
        assertThatThrownBy(() -> ErrorAnswer.notFound().headers().set("X", "y"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ErrorAnswer.notFound().cookies().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ResponseStatusException(HttpStatus.CONFLICT, "secret"), 409),
                Arguments.of(new ResponseStatusException(HttpStatusCode.valueOf(299), "secret"), 500),
                Arguments.of(new NoSuchFileException("/secret"), 404),
                Arguments.of(new AccessDeniedException("/secret"), 403),
                Arguments.of(new FileSystemException("/secret", null, "Not a directory"), 404),
                Arguments.of(new FileSystemException("/secret", null, "Too many open files"), 503),
                Arguments.of(new FileSystemException("/secret", null, "Input/output error"), 500),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("/secret")), 404),
                Arguments.of(new InvalidPathException("secret", "NUL"), 404),
                Arguments.of(new DataBufferLimitException("secret"), 413),
                Arguments.of(new RejectedExecutionException("secret"), 503),
                Arguments.of(new IOException("secret"), 500),
                Arguments.of(new IllegalStateException("secret"), 500),
                Arguments.of(new StackOverflowError("secret"), 500));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureKeepsItsTextToItself(Throwable failure, int status) {
        MockServerHttpResponse response = write(ErrorAnswer.of(failure), HttpMethod.GET);
        assertThat(response.getStatusCode()).isEqualTo(HttpStatusCode.valueOf(status));
        assertThat(response.getBodyAsString().block()).doesNotContain("secret", "Exception");
        assertThat(response.getHeaders().toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"file/below", "loop/x", "missing"})
    void whatTheSystemDoesNotFindIsNotFound(String name, @TempDir Path directory) throws IOException {
        Files.createFile(directory.resolve("file"));
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> Files.newByteChannel(directory.resolve(name)))
                .satisfies(failure ->
                        assertThat(ErrorAnswer.of(failure).statusCode()).isEqualTo(HttpStatus.NOT_FOUND));
    }

    @Test
    void nameThatIsTooLongIsNotFound(@TempDir Path directory) {
        assertThatThrownBy(() -> Files.newByteChannel(directory.resolve("x".repeat(300))))
                .satisfies(failure ->
                        assertThat(ErrorAnswer.of(failure).statusCode()).isEqualTo(HttpStatus.NOT_FOUND));
    }

    @Test
    void exceptionOfSpringKeepsItsFields() {
        ErrorAnswer answer = ErrorAnswer.of(new MethodNotAllowedException(HttpMethod.PUT, List.of(HttpMethod.GET)));
        assertThat(answer.statusCode()).isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
        assertThat(answer.headers().getAllow()).containsExactly(HttpMethod.GET);
    }

    @Test
    void everyStatusHasAPage() {
        for (int status = 400; status < 600; status++) {
            MockServerHttpResponse response = write(ErrorAnswer.of(HttpStatusCode.valueOf(status)), HttpMethod.GET);
            assertThat(response.getBodyAsString().block()).contains("<title>" + status + " ");
        }
    }
}
