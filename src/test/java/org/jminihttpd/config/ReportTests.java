package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin.Location;
import org.springframework.core.io.FileSystemResource;

class ReportTests {

    @Test
    void problemsStandInTheOrderOfTheFile() {
        assertThat(report(problem(9, "b", "B."), problem(2, "a", "A."), problem(9, "b", "C."), problem(2, "a", "A.")))
                .isEqualTo("/etc/x.conf:2: a\n  A.\n/etc/x.conf:9: b\n  B.\n/etc/x.conf:9: b\n  C.");
    }

    @Test
    void placeIsAsExactAsItIsKnown() {
        assertThat(report(new ConfigProblem(null, "[server]", "A."))).isEqualTo("[server]\n  A.");
        assertThat(report(new ConfigProblem(new NamedOrigin("environment"), "[server] x = 1", "A.")))
                .isEqualTo("environment: [server] x = 1\n  A.");
        assertThat(report(new ConfigProblem(
                        new TextResourceOrigin(new FileSystemResource("/etc/x.conf"), null),
                        "",
                        "There is no such file.")))
                .isEqualTo("/etc/x.conf:\n  There is no such file.");
    }

    @Test
    void reportIsBounded() {
        List<ConfigProblem> many = IntStream.range(0, 999)
                .mapToObj(i -> problem(i, "k" + i, "No."))
                .toList();
        assertThat(ConfigProblemsFailureAnalyzer.report(many))
                .contains("/etc/x.conf:99: k99\n")
                .endsWith("\n... and 899 more.");
    }

    @Test
    void whatWasReadIsSafeForATerminal() {
        assertThat(report(problem(1, "k = \u001b[2J\u202e\n\t\ud800" + "x".repeat(300), "\u0007 is wrong.")))
                .isEqualTo("/etc/x.conf:1: k = \\u001b[2J\\u202e\\n\\t\\ud800" + "x".repeat(148)
                        + "...\n  \\u0007 is wrong.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DB_PASSWORD = hunter2              | DB_PASSWORD = ******",
                "[environ] api-key = a b            | [environ] api-key = ******",
                "[spring] x.token-value: y          | [spring] x.token-value: ******",
                "--spring.x.client-secret=y         | --spring.x.client-secret=******",
                "[server] ssl_key = /etc/key.pem    | [server] ssl_key = /etc/key.pem",
                "[routes] /secret = statik:/a       | [routes] /secret = statik:/a",
                "[routes] /a/password/ = statik:/a  | [routes] /a/password/ = statik:/a",
            })
    void secretsAreNotShown(String read, String shown) {
        assertThat(report(problem(1, read, "No."))).isEqualTo("/etc/x.conf:1: " + shown + "\n  No.");
    }

    private static String report(ConfigProblem... problems) {
        return ConfigProblemsFailureAnalyzer.report(List.of(problems));
    }

    private static ConfigProblem problem(int line, String read, String message) {
        Origin origin = new TextResourceOrigin(new FileSystemResource("/etc/x.conf"), new Location(line - 1, 0));
        return new ConfigProblem(origin, read, message);
    }
}
