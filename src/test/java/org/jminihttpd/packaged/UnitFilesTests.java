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
        "HTTP as the package has it, jminihttpd.service, jminihttpd.service.d/deb.conf, 1.8",
        "HTTP by socket, jminihttpd.service http/jminihttpd.socket, jminihttpd.service.d/sockets.conf, 1.5",
        "HTTP by socket that ends with the service, jminihttpd.service http/jminihttpd.socket, jminihttpd.service.d/sockets.conf jminihttpd.socket.d/with-service.conf, 1.5",
        "HTTP and HTTPS by socket with credentials, jminihttpd.service https/jminihttpd.socket, jminihttpd.service.d/sockets.conf jminihttpd.service.d/certificates.conf, 1.5"
    })
    void unitsAreFlawlessAndLittleExposed(
            String setting, String units, String dropIns, double allowed, @TempDir Path directory) throws IOException {
        List<String> verify = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (String unit : units.split(" ", 0)) {
            Path file = directory.resolve(Path.of(unit).getFileName());
            verify.add(Files.writeString(file, runnable(UNITS.resolve(unit))).toString());
        }
        for (String dropIn : dropIns.isEmpty() ? List.<String>of() : List.of(dropIns.split(" ", 0))) {
            Path file = directory.resolve(dropIn);
            Files.createDirectories(file.getParent());
            boolean ofPackage = dropIn.endsWith("deb.conf");
            Files.writeString(file, runnable(ofPackage ? Path.of("deploy/deb/service.conf") : UNITS.resolve(dropIn)));
        }
        assertThat(Tool.run(verify.toArray(String[]::new))).isEmpty();

        String service = directory.resolve("jminihttpd.service").toString();
        String report = Tool.run("systemd-analyze", "security", "--offline=true", "--no-pager", service);
        var exposure = EXPOSURE.matcher(report);
        assertThat(exposure.find()).as(report).isTrue();
        System.out.println(setting + ": exposure " + exposure.group(1) + " of 10");
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(allowed);
    }

    /** The unit with a program that is there: one that is not is a mistake. */
    private static String runnable(Path unit) throws IOException {
        String launch = Path.of("deploy", "launch").toAbsolutePath().toString();
        return Files.readString(unit).replaceAll("/usr/(local/lib|share)/jminihttpd/launch", launch);
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
