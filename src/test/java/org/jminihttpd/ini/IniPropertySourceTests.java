package org.jminihttpd.ini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

class IniPropertySourceTests {

    @Test
    void keysBecomeProperties() {
        assertThat(source("""
                        [server]
                        listen_ssl = 443
                        listenSsl = 1
                        [routes]
                        / = static:/a
                        /a[b]c/ = static:/b
                        [route /x/]
                        listing = no
                        [Odd-Name]
                        key = 1
                        [logging]
                        level.org.Example = debug
                        """).getPropertyNames())
                .containsExactly(
                        "jminihttpd.ini-section[server]",
                        "jminihttpd.server.listen-ssl",
                        "jminihttpd.server[listenSsl]",
                        "jminihttpd.ini-section[routes]",
                        "jminihttpd.routes[/]",
                        "jminihttpd.routes[/a[b]c/]",
                        "jminihttpd.ini-section[route /x/]",
                        "jminihttpd.route[/x/][listing]",
                        "jminihttpd.ini-section[Odd-Name]",
                        "jminihttpd[Odd-Name].key",
                        "jminihttpd.ini-section[logging]",
                        "jminihttpd.logging[level.org.Example]");
    }

    @Test
    void defaultsMistakesAndPlacesAreKept() {
        IniPropertySource source = source("[DEFAULT]\nlisten = 80\nused = 1\n[server]\ntimeout = %(used)s\noops\n");
        assertThat(source.getProperty("jminihttpd.ini-inherited.server.listen")).isEqualTo("80");
        assertThat(source.getProperty("jminihttpd.ini-default[listen]")).isEqualTo("80");
        assertThat(source.getProperty("jminihttpd.ini-default[used]")).isNull();
        assertThat(source.getProperty("jminihttpd.server.timeout")).isEqualTo("1");
        assertThat(source.getProperty("jminihttpd.ini-problem[0]"))
                .asString()
                .startsWith("Neither \"=\" nor \":\"")
                .endsWith("\noops");
        assertThat(source.getOrigin("jminihttpd.server.timeout")).hasToString("file [/etc/x.conf] - 5:1");
        assertThat(source.getOrigin("jminihttpd.ini-inherited.server.listen")).hasToString("file [/etc/x.conf] - 2:1");
        assertThat(source.getOrigin("none")).isNull();
        assertThat(source.isImmutable()).isTrue();
    }

    @Test
    void fileStandsBehindVariablesAndBeforeEverythingElse(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("x.conf"), "[server]\nlisten = 80\n");
        ConfigurableEnvironment environment = environment(file.toString());
        environment.getPropertySources().addLast(new MapPropertySource("defaultProperties", Map.of()));
        new IniFilePostProcessor().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getPropertySources().stream().map(PropertySource::getName))
                .containsExactly(
                        "test",
                        "systemProperties",
                        "systemEnvironment",
                        "INI file '" + file + "'",
                        "defaultProperties");
        assertThat(environment.getProperty("jminihttpd.server.listen")).isEqualTo("80");
    }

    @Test
    void noFileIsRead() {
        ConfigurableEnvironment environment = environment("");
        new IniFilePostProcessor().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getPropertySources()).hasSize(3);
    }

    @Test
    void fileThatCannotBeReadIsAMistake(@TempDir Path directory) throws IOException {
        assertThat(problem(directory.resolve("none").toString()))
                .isEqualTo("There is no such file. Name the configuration with -c FILE.\n");
        assertThat(problem("a\u0000b")).isEqualTo("This is not the name of a file.\n");
        assertThat(problem(directory.toString())).isEqualTo("It cannot be read: Is a directory.\n");
        Path secret = Files.createFile(
                directory.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        if (!Files.isReadable(secret)) { // root reads everything
            assertThat(problem(secret.toString())).isEqualTo("The user of this process may not read it.\n");
        }
    }

    private static String problem(String file) {
        ConfigurableEnvironment environment = environment(file);
        new IniFilePostProcessor().postProcessEnvironment(environment, new SpringApplication());
        return Objects.requireNonNull(environment.getProperty("jminihttpd.ini-problem[0]"));
    }

    private static ConfigurableEnvironment environment(String file) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of("jminihttpd.config", file)));
        return environment;
    }

    private static IniPropertySource source(String text) {
        return IniPropertySource.of("/etc/x.conf", IniFile.of(text.getBytes(UTF_8)));
    }
}
