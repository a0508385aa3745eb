package org.jminihttpd.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jminihttpd.RunningServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload does to the workers of Python routes. */
class PythonReloadWireTests {

    private static final String APPLICATION = """
            import os, time
            def application(environ, start_response):
                time.sleep(float(environ['QUERY_STRING'] or 0))
                start_response('200 OK', [('Content-Type', 'text/plain')])
                return [f"{os.getpid()} {os.environ.get('COLOUR')} {environ['wsgi.multithread']}".encode()]
            """;

    private final Path directory;
    private final Path script;

    PythonReloadWireTests(@TempDir Path directory) {
        this.directory = directory;
        this.script = directory.resolve("app.py");
    }

    @BeforeEach
    void writeScript() throws IOException {
        Files.writeString(script, APPLICATION);
    }

    private String ini(int threads, String colour, String more) {
        return """
                [server]
                listen = 127.0.0.1:0
                access_log = off
                max_threads = %d
                [environ]
                COLOUR = %s
                [routes]
                /app/ = wsgi:%s
                %s
                """.formatted(threads, colour, script, more);
    }

    private ReloadReport reload(RunningServer server, String ini) throws Exception {
        Files.writeString(directory.resolve("server.conf"), ini);
        return server.bean(Reloader.class).request().get(90, TimeUnit.SECONDS);
    }

    private static String get(RunningServer server) throws IOException {
        String answer = server.send(0, "GET /app/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static long worker(String body) {
        return Long.parseLong(body.substring(0, body.indexOf(' ')));
    }

    @Test
    void workersStayAsLongAsNothingOfTheirsChanges() throws Exception {
        try (RunningServer server = RunningServer.start(directory, ini(5, "red", ""))) {
            String first = get(server);
            assertThat(first).endsWith(" red True");
            assertThat(reload(server, ini(5, "red", "/new = redirect:/app/\n")).applied())
                    .isTrue();
            assertThat(get(server)).isEqualTo(first);
            assertThat(ProcessHandle.of(worker(first)).orElseThrow().parent()).contains(ProcessHandle.current());
        }
    }

    @Test
    void otherSettingsOrAnotherScriptMakeOtherWorkers() throws Exception {
        try (RunningServer server = RunningServer.start(directory, ini(5, "red", ""))) {
            String red = get(server);
            assertThat(reload(server, ini(5, "blue", "")).applied()).isTrue();
            String blue = get(server);
            assertThat(blue).endsWith(" blue True");
            assertThat(reload(server, ini(1, "blue", "")).applied()).isTrue();
            String alone = get(server);
            assertThat(alone).endsWith(" blue False");
            assertThat(reload(server, ini(1, "blue", "[route /app/]\nthreads = 2\n"))
                            .applied())
                    .isTrue();
            assertThat(get(server)).endsWith(" blue True");
            Files.writeString(script, APPLICATION.replace("200 OK", "201 Created"));
            assertThat(reload(server, ini(1, "blue", "")).applied()).isTrue();
            assertThat(server.send(0, "GET /app/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 201");
            for (String gone : new String[] {red, blue, alone}) {
                Awaitility.await().until(() -> ProcessHandle.of(worker(gone)).isEmpty());
            }
        }
    }

    @Test
    void scriptThatDoesNotStartKeepsTheWorkers() throws Exception {
        try (RunningServer server = RunningServer.start(directory, ini(5, "red", ""))) {
            String first = get(server);
            Files.writeString(script, "import nothing_of_this_name\n");
            ReloadReport report = reload(server, ini(5, "blue", ""));
            assertThat(report.applied()).isFalse();
            assertThat(report.problems()).contains("app.py could not be started", "nothing_of_this_name");
            assertThat(get(server)).isEqualTo(first);
        }
    }

    @Test
    void requestEndsOnTheWorkerItBeganOn() throws Exception {
        try (RunningServer server = RunningServer.start(directory, ini(5, "red", ""));
                RunningServer.Client client = server.connect(0)) {
            String first = get(server);
            client.send("GET /app/?2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(get(server)).isEqualTo(first); // the slow one has come in too
            assertThat(reload(server, ini(5, "blue", "")).applied()).isTrue();
            assertThat(get(server)).endsWith(" blue True");
            assertThat(client.rest()).endsWith(first);
        }
    }
}
