package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.jminihttpd.config.AccessLogProperties.Format;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenAddress.Tcp;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;

class HttpdPropertiesReaderTests {

    private static final String PORT = "[server]\nlisten = 80\n";

    @Test
    void defaultsHoldWhereNothingIsSaid() {
        HttpdProperties properties = Configured.by(PORT).properties();
        assertThat(properties.listeners()).hasSize(1);
        assertThat(properties.certificate()).isNull();
        assertThat(properties.http2()).isTrue();
        assertThat(properties.fastLane()).isTrue();
        assertThat(properties.hsts()).isZero();
        assertThat(properties.maxThreads()).isEqualTo(20);
        assertThat(properties.limits().timeout()).hasSeconds(30);
        assertThat(properties.limits().maxHeader()).isEqualTo(16 << 10);
        assertThat(properties.limits().maxBody()).isEqualTo(1 << 30);
        assertThat(properties.limits().maxConnections()).isBetween(1, 20_000);
        assertThat(properties.accessLog()).isEqualTo(new AccessLogProperties(Format.COMMON, null, null));
        assertThat(properties.routes()).isEmpty();
        assertThat(properties.environ()).isEmpty();
        assertThat(properties.hasManagementListener()).isFalse();
    }

    @Test
    void everyKeyMaps(@TempDir Path directory) throws IOException {
        Path certificate = Files.createFile(directory.resolve("cert.pem"));
        Path key = Files.createFile(directory.resolve("key.pem"));
        HttpdProperties properties =
                Configured.by("""
                        [server]
                        listen = 127.0.0.1:8080
                        listen_ssl = 8443
                        ssl_cert = %s
                        ssl_key = %s
                        http2 = no
                        fast_lane = off
                        hsts = 60
                        timeout = 5
                        max_threads = 7
                        max_header = 4k
                        max_body = 10m
                        max_connections = 123
                        access_log = json %s/access.log
                        watch = yes
                        user = daemon
                        group = nogroup
                        [management]
                        listen = 9000
                        reload = yes
                        [routes]
                        / = static:/srv/www
                        /b = redirect:307 https://example.org/
                        [route /]
                        listing = no
                        [environ]
                        NAME = value
                        """.formatted(certificate, key, directory)).properties();
        assertThat(properties.listeners())
                .extracting(ListenerProperties::address, ListenerProperties::tls, ListenerProperties::purpose)
                .containsExactly(
                        tuple(new Tcp("127.0.0.1", 8080, Family.IPV4), false, Purpose.SITE),
                        tuple(new Tcp("", 8443, Family.DUAL), true, Purpose.SITE),
                        tuple(new Tcp("", 9000, Family.DUAL), false, Purpose.MANAGEMENT));
        CertificateProperties pair = properties.certificate();
        assertThat(pair).isNotNull();
        assertThat(pair == null ? null : pair.certificate()).isEqualTo(certificate);
        assertThat(pair == null ? null : pair.key()).isEqualTo(key);
        assertThat(properties.http2()).isFalse();
        assertThat(properties.fastLane()).isFalse();
        assertThat(properties.hsts()).hasSeconds(60);
        assertThat(properties.limits()).isEqualTo(new LimitProperties(Duration.ofSeconds(5), 4 << 10, 10 << 20, 123));
        assertThat(properties.maxThreads()).isEqualTo(7);
        assertThat(properties.accessLog().format()).isEqualTo(Format.JSON);
        assertThat(properties.accessLog().file()).isEqualTo(directory.resolve("access.log"));
        assertThat(properties.routes())
                .extracting(RouteEntry::url, RouteEntry::destination)
                .containsExactly(
                        tuple("/", new Destination("static", "/srv/www")),
                        tuple("/b", new Destination("redirect", "307 https://example.org/")));
        assertThat(properties.routes().get(0).options()).containsOnlyKeys("listing");
        assertThat(properties.environ()).containsExactly(entry("NAME", "value"));
        assertThat(properties.hasManagementListener()).isTrue();
        assertThat(properties.reload()).isEqualTo(new ReloadProperties(true, true));
        assertThat(properties.account())
                .extracting(account -> account.user() + ":" + account.group())
                .isEqualTo("daemon:nogroup");
    }

    @Test
    void everyKeyIsTested() throws IOException {
        String test = Files.readString(Path.of("src/test/java/org/jminihttpd/config/HttpdPropertiesReaderTests.java"));
        assertThat(Arrays.stream(ServerKey.values()))
                .allMatch(key -> test.contains("\n                        " + key.key() + " = "));
    }

    /** From the strongest to the weakest; each column is what one source says of the timeout. */
    @ParameterizedTest
    @CsvSource({
        "11, 12, 13, 14, 11",
        ", 12, 13, 14, 12",
        ", , 13, 14, 13",
        ", , , 14, 14",
        ", , , , 30",
    })
    void commandLineBeatsSystemPropertyBeatsVariableBeatsFile(
            String argument, String systemProperty, String variable, String file, long expected) {
        Configured configured = Configured.by(PORT + (file == null ? "" : "timeout = " + file + "\n"));
        if (argument != null) {
            configured.argument("--jminihttpd.server.timeout=" + argument);
        }
        if (systemProperty != null) {
            configured.systemProperty("jminihttpd.server.timeout", systemProperty);
        }
        if (variable != null) {
            configured.variable("JMINIHTTPD_SERVER_TIMEOUT", variable);
        }
        assertThat(configured.properties().limits().timeout()).hasSeconds(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-threads", "max_threads", "maxThreads", "MAX_THREADS", "MAX-THREADS", "MaxThreads"})
    void relaxedNamesOfTheCommandLineAreTheSameKey(String name) {
        assertThat(Configured.by(PORT + "max_threads = 2")
                        .argument("--jminihttpd.server." + name + "=3")
                        .properties()
                        .maxThreads())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JMINIHTTPD_SERVER_MAX_THREADS", "JMINIHTTPD_SERVER_MAXTHREADS"})
    void relaxedNamesOfVariablesAreTheSameKey(String name) {
        assertThat(Configured.by(PORT + "max_threads = 2")
                        .variable(name, "3")
                        .properties()
                        .maxThreads())
                .isEqualTo(3);
    }

    @Test
    void mistakesOutsideTheFileAreReportedWithTheirPlace() {
        String report = Configured.by(PORT)
                .argument("--jminihttpd.server.lisen=81")
                .argument("--jminihttpd.sever.listen=81")
                .argument("--server.port=81")
                .argument("--loging.level.root=debug")
                .argument("--logging.level.root=lowd")
                .systemProperty("jminihttpd.server.hsts", "maybe")
                .variable("JMINIHTTPD_SERVER_TIMOUT", "5")
                .report();
        assertThat(report.split("\n(?! )"))
                .containsExactlyInAnyOrder(
                        "command line: [sever] listen = 81\n  \"sever\" is not a section. Did you mean \"server\"?",
                        "command line: [server] lisen = 81\n  \"lisen\" is not a key of [server]. Did you mean \"listen\"?",
                        "command line: --loging.level.root=debug\n  \"loging.level.root\" is not a property of Spring Boot. Did you mean \"logging.level.root\"?",
                        "command line: --logging.level.root=lowd\n  \"lowd\" is not one of trace, debug, info, warn, error, fatal, off.",
                        "command line: --server.port=81\n  Properties of Boot's own server have no effect here. The keys of [server] are jminihttpd.server.*, for example --jminihttpd.server.listen=80.",
                        "environment: [server] timout = 5\n  \"timout\" is not a key of [server]. Did you mean \"timeout\"?",
                        "system properties: [server] hsts = maybe\n  \"maybe\" is neither yes, no nor a number of seconds.");
    }

    @Test
    void variablesOfOthersAreNobodysMistake() {
        assertThat(Configured.by(PORT)
                        .variable("JMINIHTTPD_HOME", "/opt")
                        .variable("JMINIHTTPD_SERVER_SERVICE_HOST", "10.0.0.1")
                        .variable("JMINIHTTPD_SERVER_PORT", "tcp://10.0.0.1:80")
                        .variable("JMINIHTTPD_SERVER_PORT_80_TCP_ADDR", "10.0.0.1")
                        .variable("SERVER_PORT", "8080")
                        .report())
                .isEmpty();
    }

    @Test
    void routeOfTheCommandLineReplacesThatOfTheFile() {
        assertThat(Configured.by(PORT + "[routes]\n/ = static:/a\n/b/ = static:/b\n")
                        .argument("--jminihttpd.routes[/]=static:/c")
                        .properties()
                        .routes())
                .extracting(route -> route.url() + " " + route.destination().argument())
                .containsExactlyInAnyOrder("/ /c", "/b/ /b");
    }

    @Test
    void managementListenerMayComeFromAnywhere() {
        assertThat(Configured.by(PORT)
                        .argument("--management.listen=9000")
                        .properties()
                        .hasManagementListener())
                .isTrue();
        assertThat(Configured.by(PORT)
                        .variable("MANAGEMENT_LISTEN", "9000")
                        .properties()
                        .hasManagementListener())
                .isTrue();
    }

    @Test
    void sectionsTakeKeysOfDefault() {
        HttpdProperties properties = Configured.by("""
                        [DEFAULT]
                        timeout = 5
                        root = /srv
                        /shared = static:%(root)s/shared
                        [server]
                        listen = 80
                        [routes]
                        / = static:%(root)s/www
                        """).properties();
        assertThat(properties.limits().timeout()).hasSeconds(5);
        assertThat(properties.routes())
                .extracting(RouteEntry::url, route -> route.destination().argument())
                .containsExactly(tuple("/shared", "/srv/shared"), tuple("/", "/srv/www"));
    }

    @Test
    void listsMayHaveLinesOfTheirOwn() {
        assertThat(Configured.by("[server]\r\nlisten = 80,\r\n  # the other one\r\n\t:::81\r\n  sd:web unix:/run/x\r\n")
                        .properties()
                        .listeners())
                .extracting(listener -> listener.address().toString())
                .containsExactly(":80", ":::81", "sd:web", "unix:/run/x");
    }

    @Test
    void credentialsAreFilesOfTheirDirectory(@TempDir Path directory) throws IOException {
        Path key = Files.createFile(directory.resolve("key"));
        Files.createSymbolicLink(directory.resolve("cert"), key); // as Kubernetes mounts secrets
        String ini = "[server]\nlisten_ssl = 443\nssl_cert = sd:cert\nssl_key = sd:key\n";
        CertificateProperties pair = Configured.by(ini)
                .variable("CREDENTIALS_DIRECTORY", directory.toString())
                .properties()
                .certificate();
        assertThat(pair).isNotNull();
        assertThat(pair == null ? null : pair.certificate()).isEqualTo(directory.resolve("cert"));
        assertThat(pair == null ? null : pair.key()).isEqualTo(key);
        Files.delete(key);
        assertThat(Configured.by(ini)
                        .variable("CREDENTIALS_DIRECTORY", directory.toString())
                        .report())
                .contains(
                        "There is no file \"%s/cert\"".formatted(directory), "There is no file \"%s\"".formatted(key));
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, true", "rw-r-----, false", "rw-------, false"})
    void keyThatEverybodyCanReadIsAWarning(String permissions, boolean warned, @TempDir Path directory)
            throws IOException {
        Path key = Files.createFile(directory.resolve("key.pem"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
        Path link = Files.createSymbolicLink(directory.resolve("link.pem"), key);
        assertThat(Configured.by("[server]\nlisten_ssl = 443\nssl_cert = %1$s\nssl_key = %1$s\n".formatted(link))
                        .warnings()
                        .contains("Every user of this machine can read the private key; \"chmod o= " + link + "\""))
                .isEqualTo(warned);
    }

    @Test
    void certificateWithoutTlsListenerIsNotLookedAt() {
        assertThat(Configured.by(PORT + "ssl_cert = /gone\nssl_key = /gone\n")
                        .properties()
                        .certificate())
                .isNull();
    }

    @Test
    void keysOfBootArePassedOnBelowTheCommandLine() {
        ConfigurableEnvironment environment = Configured.by(PORT + """
                        [logging]
                        level.org.example = debug
                        level.root = error
                        [management]
                        endpoint.health.showDetails = always
                        listen = 9000
                        [spring]
                        lifecycle.timeout-per-shutdown-phase = 5s
                        application.name = ${user.name:nobody}
                        """)
                .argument("--logging.level.root=trace")
                .variable("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", "6s")
                .environment();
        assertThat(environment.getProperty("logging.level.org.example")).isEqualTo("debug");
        assertThat(environment.getProperty("logging.level.root")).isEqualTo("trace");
        assertThat(environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase"))
                .isEqualTo("6s");
        assertThat(environment.getProperty("spring.application.name")).isEqualTo("nobody");
        assertThat(environment.containsProperty("management.listen")).isFalse();
    }

    @Test
    void nothingIsPassedOnToBootWhileSomethingIsWrong() {
        ConfigurableEnvironment environment = Configured.by(
                        PORT + "[logging]\nlevel.root = lowd\nlevel.org.example = debug\n")
                .environment();
        assertThat(environment.getProperty("logging.level.root")).isNull();
        assertThat(environment.getProperty("logging.level.org.example")).isNull();
    }
}
