package org.jminihttpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.HttpdPropertiesReader;
import org.jminihttpd.route.DestinationFactory;
import org.jminihttpd.route.RouteTableFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The man pages are flawless, and describe each key once, with the default it has, and each option. */
class ManPageTests {

    private static final Path MAN = Path.of("deploy", "man");

    private static final Pattern DEFAULT = Pattern.compile("Default:\n\\.Cm (\\S+) \\.");

    @ParameterizedTest
    @ValueSource(strings = {"jminihttpd.1", "jminihttpd.conf.5"})
    void pageIsFlawless(String page) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mandoc")), "the package mandoc is missing");
        assertThat(run("mandoc", "-T", "lint", MAN.resolve(page).toString()).lines())
                .filteredOn(
                        line -> !line.matches(".*(mandoc.db lacks|referenced manual not found).*")) // of this machine
                .isEmpty();
    }

    @Test
    void keysOfTheServerAreThoseOfTheCodeWithTheirDefaults() throws Exception {
        List<String> keys = new ArrayList<>();
        for (Object key : Class.forName("org.jminihttpd.config.ServerKey").getEnumConstants()) {
            keys.add(key.toString().toLowerCase(Locale.ROOT));
        }
        Map<String, String> documented = keys("server");
        assertThat(documented).containsOnlyKeys(keys);
        HttpdProperties plain = properties();
        documented.values().removeIf(String::isEmpty);
        assertThat(documented)
                .hasSizeGreaterThan(8)
                .allSatisfy((key, value) -> assertThat(properties("--jminihttpd.server." + key + "=" + value))
                        .usingRecursiveComparison()
                        .ignoringFields("accessLog.setting")
                        .isEqualTo(plain));
        assertThat(properties("--jminihttpd.server.timeout=31")).isNotEqualTo(plain);
    }

    @Test
    void destinationsAndTheirOptionsAreThoseOfTheCode() throws IOException {
        SpringApplication application = Applications.of(WebApplicationType.NONE, SettingsConfiguration.class);
        try (var context = application.run("--jminihttpd.config=", "--jminihttpd.server.listen=0")) {
            var types = context.getBeansOfType(DestinationFactory.class).values();
            assertThat(items("routes", "Cm"))
                    .containsExactlyInAnyOrderElementsOf(
                            types.stream().map(DestinationFactory::type).toList());
            TreeSet<String> options = new TreeSet<>(RouteTableFactory.COMMON_OPTIONS);
            types.forEach(type -> options.addAll(type.options()));
            assertThat(keys("route /url/")).containsOnlyKeys(options);
        }
    }

    @Test
    void readmeNamesTheSameDefaults() throws IOException {
        Map<String, String> documented = new LinkedHashMap<>(keys("server"));
        documented.putAll(Map.of("timeout", "30|60"));
        keys("route /url/").forEach((key, value) -> documented.putIfAbsent(key, value));
        int compared = 0;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            String[] cells = line.split("\\|", -1);
            List<String> names = cells.length < 4 ? List.of() : quoted(cells[1]);
            List<String> defaults = cells.length < 4 ? List.of() : quoted(cells[2]);
            for (int i = 0; i < Math.min(names.size(), defaults.size()); i++) {
                String inPage = documented.getOrDefault(names.get(i), "");
                if (!inPage.isEmpty()) {
                    assertThat(defaults.get(i)).as(line).matches(inPage);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void optionsOfTheCommandLineAreThoseOfTheCode() throws Exception {
        List<String> options = new ArrayList<>();
        Class<?> type = Class.forName("org.jminihttpd.cli.CommandLineParser$Option");
        Field word = type.getDeclaredField("word");
        word.setAccessible(true);
        for (Object option : type.getEnumConstants()) {
            options.add((String) word.get(option));
        }
        String page = Files.readString(MAN.resolve("jminihttpd.1"));
        assertThat(matches("(?m)^\\.It .*?Fl -(\\w+)", page).map(option -> "--" + option))
                .containsExactlyInAnyOrderElementsOf(options);
        String completed = run(
                "bash",
                "-c",
                "source deploy/bash-completion/jminihttpd; COMP_WORDS=(jminihttpd --) COMP_CWORD=1; _jminihttpd;"
                        + " printf '%s\\n' \"${COMPREPLY[@]}\"");
        assertThat(completed.lines()).containsExactlyInAnyOrderElementsOf(options);
    }

    /** The keys that a section of the page describes, each with its default, or with the empty text. */
    private static Map<String, String> keys(String section) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String item : section(section).split("(?m)^\\.It Ic ", 0)) {
            var value = DEFAULT.matcher(item);
            String key = item.substring(0, Math.max(item.indexOf(' '), 0));
            if (item.startsWith(key + " = ")) {
                assertThat(keys.put(key, value.find() ? value.group(1) : ""))
                        .as("%s comes twice", key)
                        .isNull();
            }
        }
        return keys;
    }

    private static List<String> items(String section, String macro) throws IOException {
        return matches("(?m)^\\.It " + macro + " (\\w+)", section(section)).toList();
    }

    private static String section(String name) throws IOException {
        String page = Files.readString(MAN.resolve("jminihttpd.conf.5"));
        for (String section : page.split("(?m)^\\.S[hs] ", 0)) {
            if (section.startsWith("[" + name + "] ")) {
                return section;
            }
        }
        throw new AssertionError("no section " + name);
    }

    private static List<String> quoted(String cell) {
        return matches("`([^`]+)`", cell).toList();
    }

    private static java.util.stream.Stream<String> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static HttpdProperties properties(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--jminihttpd.server.listen=0");
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(all.toArray(String[]::new)));
        ConfigProblems problems = new ConfigProblems();
        HttpdProperties properties = HttpdPropertiesReader.read(environment, problems);
        assertThat(problems.list()).isEmpty();
        return properties;
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
