package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.packaged.PythonSite.get;
import static org.jminihttpd.packaged.PythonSite.lastGet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.packaged.PythonSite.Raw;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that break every rule hurt nobody but themselves, and clients never take a part for the whole. */
@Tag("heavy")
@Timeout(180)
class HostileWsgiIT {

    private static PythonSite site;

    @BeforeAll
    static void serve(@TempDir Path directory) throws IOException {
        site = PythonSite.serve(directory, """
                [routes]
                / = wsgi:@/hostile.py
                /silent/ = wsgi:@/hostile.py
                /good/ = wsgi:@/app.py
                [route /]
                threads = 4
                [route /silent/]
                threads = 2
                timeout = 2
                """);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    @AfterEach
    void othersAreServed() throws IOException {
        assertThat(site.curl("/good/")).startsWith("HTTP/1.1 200 OK\r\n");
        site.jar().await(() -> site.body("/fine").equals("fine"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            crlf_value    | 502 | a control character in the header fields
            lf_value      | 502 | a control character in the header fields
            crlf_name     | 502 | not the name of a header field: 'X-Name: 1\\r\\nEvil'
            crlf_status   | 502 | not a status: '200 OK\\r\\nSet-Cookie: evil=1'
            nul           | 502 | a control character in the header fields
            unicode       | 502 | not ISO 8859-1 in the header fields
            evil_name     | 502 | not the name of a header field
            space_name    | 502 | not the name of a header field: 'Content-Length '
            empty_name    | 502 | not the name of a header field: ''
            status_word   | 502 | not a status: 'OK'
            status_number | 502 | not a status: 200
            status_none   | 502 | not a status: None
            status_100    | 502 | not a status: '100 Continue'
            status_101    | 502 | not a status: '101 Switching Protocols'
            status_0      | 502 | not a status: '000 Nothing'
            no_head       | 502 | start_response was not called
            two_heads     | 502 | start_response was called a second time
            length_long   | 502 | Content-Length is 100, but the body has 6 bytes
            length_short  | 502 | Content-Length is 3, but the body has 6 bytes
            length_word   | 502 | not a Content-Length: 'many'
            length_minus  | 502 | not a Content-Length: '-1'
            length_twice  | 502 | not a Content-Length: '7'
            text_body     | 502 | a body is made of bytes, not <class 'str'>
            number_body   | 500 | 'int' object is not iterable
            none_body     | 500 | 'NoneType' object is not iterable
            big_value     | 502 | the header fields have 104857637 bytes, which is too much
            many_fields   | 502 | bytes, which is too much
            raises        | 500 | ValueError: secret
            exits         | 500 | SystemExit: secret
            recursion     | 500 | RecursionError
            memory        | 500 | MemoryError: secret
            """)
    void whatIsWrongBeforeTheAnswerBeginsIsAnErrorPage(String path, int status, String logged) throws IOException {
        assertThat(site.curl("/" + path))
                .startsWith("HTTP/1.1 " + status + " ")
                .doesNotContainIgnoringCase("secret")
                .doesNotContainIgnoringCase("evil")
                .doesNotContain("Traceback", "hostile.py")
                .contains("</html>");
        site.jar().await(() -> site.log().contains(logged));
        assertThat(site.log()).contains("GET /" + path + " failed\n");
    }

    @ParameterizedTest
    @CsvSource({"dies, signal 9", "segfault, signal 11", "os_exit, status 0"})
    void aWorkerThatDiesIsABadGatewayAndReplaced(String path, String how) throws IOException {
        assertThat(site.curl("/" + path)).startsWith("HTTP/1.1 502 ");
        site.jar().await(() -> site.log().contains(how) && site.body("/fine").equals("fine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream_raises", "stream_dies", "stream_text"})
    void anAnswerThatBreaksOffNeverLooksComplete(String path) throws IOException {
        try (Raw raw = site.raw()) {
            raw.send(lastGet("/" + path)).until("\r\n\r\n");
            assertThat(raw.rest()).contains("abc").doesNotContain("secret").doesNotContain("0\r\n\r\n");
        }
        assertThat(site.curl("/" + path)).contains("curl: (18)");
        try (Raw raw = site.raw()) {
            raw.send("GET /" + path + " HTTP/1.0\r\n\r\n").until("\r\n\r\n");
            assertThat(raw.isReset())
                    .as("HTTP/1.0 knows no other end than a reset")
                    .isTrue();
        }
        site.jar().await(() -> site.body("/fine").equals("fine"));
    }

    @Test
    void aBodyIsNeverLongerThanItSaid() throws IOException {
        try (Raw raw = site.raw()) {
            String answer = raw.send(get("/stream_long") + lastGet("/fine")).rest();
            assertThat(answer)
                    .doesNotContain("secret")
                    .containsPattern("\r\n\r\nabcHTTP/1.1 200 OK\r\n")
                    .endsWith("fine");
        }
        assertThat(site.log()).contains("The body is longer than its Content-Length and was cut");
    }

    @Test
    void aBodyThatIsShorterThanItSaidEndsTheConnection() throws IOException {
        assertThat(site.curl("/stream_short")).contains("Content-Length: 100").contains("curl: (18)");
        site.jar().await(() -> site.log().contains("The body is 97 bytes shorter than its Content-Length"));
    }

    @Test
    void theConnectionIsNotTheApplications() throws IOException {
        try (Raw raw = site.raw()) { // an application that said "chunked" of a body that is not
            assertThat(raw.send(lastGet("/chunked")).rest())
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .contains("Content-Length: 4")
                    .endsWith("\r\n\r\nfine");
        }
    }

    @Test
    void anApplicationThatDoesNotAnswerIsAGatewayTimeoutAndItsWorkerReplaced() throws IOException {
        List<Long> before = site.workers();
        assertThat(site.curl("/silent/silent")).startsWith("HTTP/1.1 504 ").contains("</html>");
        site.jar().await(() -> site.body("/silent/fine").equals("fine"));
        assertThat(site.log()).contains("gave no answer to GET /silent/silent for 2 s, and is replaced");
        site.jar().await(() -> site.workers().size() == before.size());
        assertThat(site.workers()).isNotEqualTo(before);
    }

    @Test
    void anApplicationThatFallsSilentBreaksOff() throws IOException {
        assertThat(site.curl("/silent/stream_silent")).contains("abc").contains("curl: (18)");
        site.jar().await(() -> site.body("/silent/fine").equals("fine"));
    }

    @Test
    void anApplicationThatHoldsTheInterpreterIsReplaced() throws IOException {
        assertThat(site.curl("/silent/locks")).startsWith("HTTP/1.1 504 ");
        site.jar().await(() -> site.body("/silent/fine").equals("fine"));
    }

    @Test
    void clientsThatGiveUpDoNotUseUpTheThreads() throws IOException {
        List<Raw> clients = new ArrayList<>();
        for (int i = 0; i < 2; i++) { // as many as there are threads
            clients.add(site.raw().send(get("/silent/silent")));
        }
        site.jar().await(() -> site.curl("/silent/fine", "--max-time", "1").contains("curl: (28)"));
        for (Raw client : clients) {
            client.close();
        }
        site.jar().await(() -> site.body("/silent/fine").equals("fine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"writes_on_socket", "writes_on_socket?long"})
    void aWorkerThatBreaksTheProtocolIsCutOff(String path) throws IOException {
        assertThat(site.curl("/" + path)).doesNotContain("secret", "fine");
        site.jar().await(() -> site.body("/fine").equals("fine"));
    }

    @ParameterizedTest
    @CsvSource({"floods, flooded", "prints_line, printed"})
    void whatAnApplicationPrintsTooMuchIsLeftOut(String path, String answer) throws IOException {
        assertThat(site.body("/" + path)).isEqualTo(answer);
        assertThat(site.jar().out().length()).isLessThan(4_000_000);
    }
}
