package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.RouteHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A new destination type is one class and one line, and then all that the others are. */
class EchoDestinationTests {

    private final Path directory;

    EchoDestinationTests(@TempDir Path directory) {
        this.directory = directory;
    }

    /** The class. */
    static final class EchoDestinationFactory implements DestinationFactory {

        @Override
        public String type() {
            return "echo";
        }

        @Override
        public RouteHandler create(RouteEntry entry) {
            String text = entry.destination().argument();
            return (request, path) -> ServerResponse.ok()
                    .header("X-Echo", text + ' ' + path.rest())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(ServerConfiguration.class)
    static class WithEcho {

        /** The line. */
        @Bean
        EchoDestinationFactory echoDestination() {
            return new EchoDestinationFactory();
        }
    }

    @Test
    void newTypeIsRoutedLikeEveryOther() throws IOException {
        try (RunningServer server = start("/say/ = echo:hello\n/one = echo:once\n")) {
            assertThat(get(server, "/say/a/../b%20c"))
                    .startsWith("HTTP/1.1 200")
                    .contains("X-Echo: hello b%20c\r\n");
            assertThat(get(server, "/say?x")).startsWith("HTTP/1.1 301").contains("Location: /say/?x\r\n");
            assertThat(get(server, "/one")).contains("X-Echo: once ");
            assertThat(get(server, "/one/more")).startsWith("HTTP/1.1 404");
            assertThat(get(server, "/say/%2f")).startsWith("HTTP/1.1 400");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'/a = ecko:x', '\"ecko\" is not a destination type. Did you mean \"echo\"?'",
        "'/a = echo:x\n[route /a]\nlisting = no', '\"listing\" is not an option of a echo: route.'"
    })
    void mistakesAreReportedAsThoseOfEveryOther(String routes, String message) {
        assertThatThrownBy(() -> start(routes + "\n"))
                .rootCause()
                .isInstanceOfSatisfying(
                        ConfigProblemsException.class,
                        failure -> assertThat(failure.problems())
                                .singleElement()
                                .satisfies(
                                        problem -> assertThat(problem.message()).isEqualTo(message)));
    }

    private RunningServer start(String routes) throws IOException {
        return RunningServer.start(
                WithEcho.class, directory, "[server]\nlisten = 127.0.0.1:0\naccess_log = off\n[routes]\n" + routes);
    }

    private static String get(RunningServer server, String target) throws IOException {
        return server.send(0, "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
}
