package org.jminihttpd.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.tls.TestCertificates;

/** A file of {@code examples/} in the copy that a test can serve, as {@code examples/README.md} describes it. */
final class Example {

    private static final Pattern ABSOLUTE = Pattern.compile("(?<=^|[\\s:])/[^\\s,]+");
    private static final Pattern PORT = Pattern.compile("(?<=^|[\\s,:])\\d{2,5}(?=$|[\\s,])");
    private static final Pattern INHERITED = Pattern.compile("sd:([\\w-]+)");
    private static final Pattern SETTING = Pattern.compile("([^\\s#\\[=][^=]*?) *= *(.*)");

    private final Path directory;
    private final CertificateProperties certificate;
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<String> listen = new ArrayList<>();

    Example(Path directory) throws IOException {
        this.directory = directory;
        this.certificate = TestCertificates.make(directory, "example", TestCertificates.EC);
        Path credentials = Files.createDirectory(directory.resolve("credentials"));
        Files.copy(certificate.certificate(), credentials.resolve("cert.pem"));
        Files.copy(certificate.key(), credentials.resolve("key.pem"));
    }

    /** Serves the copy, with the sockets that the file asks for. */
    Launch launch(Path example) throws IOException {
        Launch launch = copy(example);
        return inherited().isEmpty() ? launch : launch.behind(activation());
    }

    /** Checks the copy. */
    Launch check(Path example) throws IOException {
        return copy(example).and("--check");
    }

    private Launch copy(Path example) throws IOException {
        String key = "";
        List<String> copy = new ArrayList<>();
        for (String line : Files.readAllLines(example)) {
            var setting = SETTING.matcher(line);
            if (setting.matches()) {
                key = setting.group(1);
                copy.add(key + " = " + value(key, setting.group(2)));
            } else {
                boolean continued = line.startsWith(" ") && !line.strip().startsWith("#");
                copy.add(continued ? "    " + value(key, line.strip()) : line);
            }
        }
        // not with(): systemd-socket-activate passes hardly anything of its own environment on
        return Launch.configured(directory, String.join("\n", copy) + "\n")
                .behind("env", "CREDENTIALS_DIRECTORY=" + directory.resolve("credentials"));
    }

    /** How many listeners the file names. */
    int listeners() {
        return listen.size();
    }

    /** The ports that systemd-socket-activate opens. */
    List<Integer> activated() {
        return inherited().stream().map(this::port).toList();
    }

    private List<String> inherited() {
        return listen.stream()
                .flatMap(address -> INHERITED.matcher(address).results())
                .map(match -> match.group(1))
                .toList();
    }

    private String[] activation() {
        List<String> command = new ArrayList<>(List.of("systemd-socket-activate"));
        inherited().forEach(name -> command.addAll(List.of("-l", "127.0.0.1:" + port(name))));
        command.add(inherited().stream().collect(Collectors.joining(":", "--fdname=", "")));
        return command.toArray(String[]::new);
    }

    private String value(String key, String value) {
        if (key.startsWith("listen")) {
            String replaced =
                    PORT.matcher(paths(key, value)).replaceAll(match -> Integer.toString(port(match.group())));
            listen.addAll(List.of(replaced.strip().split("[\\s,]+", 0)));
            listen.remove("");
            return replaced;
        }
        return value.startsWith("redirect:") ? value : paths(key, value);
    }

    private String paths(String key, String value) {
        return ABSOLUTE.matcher(value).replaceAll(match -> path(key, value, match));
    }

    private String path(String key, String value, MatchResult match) {
        if (match.group().equals("/etc/passwd") || match.group().equals("/usr/bin/python3")) {
            return match.group(); // every machine has them
        }
        String path = directory + match.group();
        try {
            Path file = Path.of(path);
            Files.createDirectories(file.resolveSibling(""));
            if (key.startsWith("ssl_")) {
                Path source = key.equals("ssl_cert") ? certificate.certificate() : certificate.key();
                Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            } else if (value.startsWith("static:")) {
                Files.createDirectories(file);
                Files.writeString(file.resolve("index.html"), "index of " + match.group());
            } else if (value.startsWith("app:")) {
                Path jar = path.endsWith(".jar") ? ExampleApp.executable(file) : ExampleApp.small(file);
                return jar.toString();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private int port(String example) {
        return ports.computeIfAbsent(example, unused -> {
            try {
                return Launch.freePort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
