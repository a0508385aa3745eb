package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jminihttpd.config.PropertyName.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PropertyNameTests {

    private static final MapPropertySource SOURCE = new MapPropertySource("any", Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jminihttpd.server.listen              | KEY            | server        | listen",
                "jminihttpd.server.listen-ssl          | KEY            | server        | listen_ssl",
                "jminihttpd.server.listenSsl           | KEY            | server        | listen_ssl",
                "jminihttpd.server[listenSsl]          | KEY            | server        | listenSsl",
                "jminihttpd.routes[/]                  | KEY            | routes        | /",
                "jminihttpd.routes[/a[b]c/]            | KEY            | routes        | /a[b]c/",
                "jminihttpd.routes[/a][b/]             | KEY            | routes        | /a][b/",
                "jminihttpd.routes[/dot.ted/UPPER_x]   | KEY            | routes        | /dot.ted/UPPER_x",
                "jminihttpd.routes[example.org][/x]    | KEY            | routes example.org | /x",
                "jminihttpd.route[/x/][listing]        | KEY            | route /x/     | listing",
                "jminihttpd.route[/a][b/][listing]     | KEY            | route /a][b/  | listing",
                "jminihttpd.tls[example.org][ssl_cert] | KEY            | tls example.org | ssl_cert",
                "jminihttpd.environ[MY_NAME]           | KEY            | environ       | MY_NAME",
                "jminihttpd.logging[level.org.x]       | KEY            | logging       | level.org.x",
                "jminihttpd.ini-inherited.server.listen | INHERITED     | server        | listen",
                "jminihttpd.ini-section[route /x/]     | HEADER         | route /x/     | route /x/",
                "jminihttpd.ini-default[a.b]           | UNUSED_DEFAULT | DEFAULT       | a.b",
                "jminihttpd.ini-problem[3]             | PROBLEM        | ''            | 3",
                "management.listen                     | KEY            | management    | listen",
            })
    void nameIsSectionAndKey(String name, Kind kind, String section, String key) {
        assertThat(PropertyName.parse(name, SOURCE)).contains(new PropertyName(kind, section, key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jminihttpd.config", "jminihttpd", "jminihttpd[Odd Name].key", "spring.main.x", "server.port"})
    void otherNamesAreNotForUs(String name) {
        assertThat(PropertyName.parse(name, SOURCE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jminihttpd.",
                "jminihttpd.x",
                "jminihttpd.routes[",
                "jminihttpd.routes]",
                "jminihttpd.routes[/",
                "jminihttpd.ini-problem",
                "jminihttpd.ini-problem[",
                "jminihttpd.ini-inherited.",
                "jminihttpd.[]",
                "jminihttpd.server."
            })
    void brokenNamesAreStillNames(String name) {
        assertThat(PropertyName.parse(name, SOURCE)).isPresent();
    }

    @Test
    void variablesAreKeysOfServer() {
        var variables = new SystemEnvironmentPropertySource("env", Map.of());
        assertThat(PropertyName.parse("JMINIHTTPD_SERVER_LISTEN_SSL", variables))
                .contains(new PropertyName(Kind.KEY, "server", "listen_ssl"));
        assertThat(PropertyName.parse("jminihttpd.server.listen", variables)).isEmpty();
        assertThat(PropertyName.parse("JMINIHTTPD_CONFIG", variables)).isEmpty();
    }
}
