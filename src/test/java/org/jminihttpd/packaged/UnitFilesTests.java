package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units of {@code deploy/systemd} as systemd-analyze sees them; {@link SystemdIT} runs them. */
class UnitFilesTests {

    static final Path UNITS = Path.of("deploy", "systemd");

    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level for .*: (\\d+\\.\\d)");

    @ParameterizedTest
    @CsvSource({
        "HTTP, jminihttpd.service, '', 1.8",
        "HTTP and HTTPS, jminihttpd.service, jminihttpd.service.d/certificates.conf, 1.8",
        "HTTP by socket, jminihttpd.service http/jminihttpd.socket, jminihttpd.service.d/sockets.conf, 1.5",
        "HTTP by socket that ends with the service, jminihttpd.service http/jminihttpd.socket, jminihttpd.service.d/sockets.conf jminihttpd.socket.d/with-service.conf, 1.5",
        "HTTP and HTTPS by socket with credentials, jminihttpd.service https/jminihttpd.socket, jminihttpd.service.d/sockets.conf jminihttpd.service.d/certificates.conf, 1.5"
    })
    void unitsAreFlawlessAndLittleExposed(
            String setting, String units, String dropIns, double allowed, @TempDir Path directory) throws IOException {
        List<String> verify = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (String unit : units.split(" ", 0)) {
            Path file = directory.resolve(Path.of(unit).getFileName());
            String installed =
                    Path.of("deploy", "launch").toAbsolutePath().toString(); // what is not there is a mistake
            String text = Files.readString(UNITS.resolve(unit)).replace("/usr/local/lib/jminihttpd/launch", installed);
            verify.add(Files.writeString(file, text).toString());
        }
        for (String dropIn : dropIns.isEmpty() ? List.<String>of() : List.of(dropIns.split(" ", 0))) {
            Path file = directory.resolve(dropIn);
            Files.createDirectories(file.getParent());
            Files.copy(UNITS.resolve(dropIn), file);
        }
        assertThat(Tool.run(verify.toArray(String[]::new))).isEmpty();

        String service = directory.resolve("jminihttpd.service").toString();
        String report = Tool.run("systemd-analyze", "security", "--offline=true", "--no-pager", service);
        var exposure = EXPOSURE.matcher(report);
        assertThat(exposure.find()).as(report).isTrue();
        System.out.println(setting + ": exposure " + exposure.group(1) + " of 10");
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(allowed);
    }

    @Test
    void mistakesInAUnitAreSeen(@TempDir Path directory) throws IOException {
        Path service = directory.resolve("jminihttpd.service");
        Files.writeString(
                service, Files.readString(UNITS.resolve("jminihttpd.service")) + "\n[Service]\nProtectHme=yes\n");
        assertThat(Tool.run("systemd-analyze", "verify", "--man=no", service.toString()))
                .contains("Unknown key 'ProtectHme'");
    }
}
