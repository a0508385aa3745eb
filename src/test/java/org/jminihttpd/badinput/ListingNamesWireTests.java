package org.jminihttpd.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jminihttpd.badinput.EveryListener.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/** Files whose names want to be markup, scripts, other links or other headers; each contains its own name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ListingNamesWireTests {

    private static final List<String> NAMES = List.of(
            "<img src=x onerror=alert(1)>.txt",
            "<script>alert(1)<",
            "\"onmouseover=alert(1) x=\".txt",
            "'onmouseover='alert(1)'.txt",
            "javascript:alert(1)",
            "data:text,x.txt",
            "a?b#c%.txt",
            "%41.txt",
            "%",
            "100%25.txt",
            "&amp;.txt",
            "&lt;b&gt;.txt",
            " space .txt",
            "a;b=c,d.txt",
            "http:",
            "x:80",
            "@user:pass",
            "[1]{2}|3^4`5.txt",
            "*+$!()~.txt",
            "é.txt",
            "e\u0301.txt",
            "日本語.txt",
            "\u202etxt.exe",
            "\u0085\u2028.txt",
            "\ud83d\ude00.txt",
            "<a><td><table><h1>");

    /** They begin with a dot, so nobody is to see them. */
    private static final List<String> HIDDEN = List.of("...", "..a", ".%2e", ". ");

    /** Percent-encoded: names that are no UTF-8, and names that no request may have. */
    private static final List<String> BYTES = List.of(
            "latin%e9.txt",
            "%ff%fe.txt", "%c3.txt", "new%0aline.txt", "cr%0d%0aX: y", "back%5cslash", "%01%1b[2J", "del%7f");

    private static final Pattern LINK = Pattern.compile("<a href=\"([^\"]*)\">([^<]*)</a>");

    private Path root;
    private EveryListener server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        Path files = Files.createDirectories(root.resolve("files"));
        for (String name : NAMES) {
            write(files, UriUtils.encode(name, StandardCharsets.UTF_8));
        }
        for (String name : BYTES) {
            write(files, name);
        }
        for (String name : HIDDEN) {
            write(files, UriUtils.encode(name, StandardCharsets.UTF_8));
        }
        Path odd = path(root, UriUtils.encode("<b>\"'&?#%", StandardCharsets.UTF_8));
        write(Files.createDirectories(path(odd, "%3Ci%3E")), "f.txt");
        server = EveryListener.start(
                Files.createDirectories(directory.resolve("server")), "[routes]\n/ = static:" + root + "\n");
    }

    /** Byte for byte, whatever the locale of the test is. */
    private static Path path(Path directory, String encoded) {
        return Path.of(URI.create("file://" + directory.toUri().getRawPath().replaceAll("/$", "") + "/"
                + encoded.replace("[", "%5B").replace(" ", "%20")));
    }

    private static void write(Path directory, String encoded) throws IOException {
        Files.writeString(path(directory, encoded), shown(encoded));
    }

    /** What a page shows of a name. */
    private static String shown(String encoded) {
        StringBuilder shown = new StringBuilder();
        UriUtils.decode(encoded, StandardCharsets.UTF_8)
                .chars()
                .forEach(c -> shown.append((char) (c < 0x20 ? 0x2400 + c : c == 0x7f ? 0x2421 : c)));
        return shown.toString();
    }

    @AfterAll
    void stop() throws IOException {
        try {
            server.assertUnhurt("/files/");
        } finally {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyLinkLeadsToItsFile(Kind kind) throws IOException {
        Answer page = server.get(kind, "/files/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.field("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.field("x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.field("content-security-policy"))
                .contains("default-src 'none'")
                .doesNotContain("script-src");
        String html = new String(page.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>();
        for (Matcher link = LINK.matcher(html); link.find(); ) {
            if (link.group(1).equals("../")) {
                continue;
            }
            assertThat(link.group(1)).matches("\\./[-A-Za-z0-9._~!$&'()*+,;=:@%#]+");
            String href = link.group(1).replace("&amp;", "&").replace("&#39;", "'");
            Answer file = server.get(kind, "/files/" + href.substring(2));
            assertThat(file.status()).as(href).isEqualTo(200);
            String content = new String(file.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            assertThat(unescaped(link.group(2))).isEqualTo(content);
            seen.add(content);
        }
        assertThat(seen).containsAll(NAMES).hasSize(NAMES.size() + 3);
        assertThat(html).contains("<span>new\u240aline.txt</span>", "<span>back\\slash</span>");
    }

    @ParameterizedTest
    @EnumSource
    void namesThatBeginWithADotAreNotThere(Kind kind) throws IOException {
        for (String name : HIDDEN) {
            String target = "/files/" + UriUtils.encode(name, StandardCharsets.UTF_8);
            assertThat(server.get(kind, target).status()).as(target).isEqualTo(404);
        }
    }

    private static String unescaped(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    @ParameterizedTest
    @EnumSource
    void oddDirectoriesLeadOn(Kind kind) throws IOException {
        String directory = "/%3Cb%3E%22'&%3F%23%25";
        Answer redirect = server.get(kind, directory + "?q=%22");
        assertThat(redirect.status()).isEqualTo(301);
        assertThat(redirect.field("location")).isEqualTo(directory + "/?q=%22");
        Answer page = server.get(kind, directory + "/%3ci%3e/");
        assertThat(page.body())
                .contains("<title>Index of /&lt;b&gt;&quot;&#39;&amp;?#%/&lt;i&gt;/</title>")
                .doesNotContain("<b>")
                .doesNotContain("<i>\"");
        assertThat(server.get(kind, directory + "/%3ci%3e/f.txt").body()).isEqualTo("f.txt");
    }

    @ParameterizedTest
    @EnumSource
    void programsGetTheSameNames(Kind kind) throws IOException {
        Answer page = server.get(kind, "/files/", "Accept: application/json");
        assertThat(page.field("content-type")).isEqualTo("application/json");
        String json = new String(page.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        List<String> names = JsonMapper.shared()
                .readTree(json)
                .valueStream()
                .map(row -> row.get("name").stringValue())
                .toList();
        List<String> expected = new ArrayList<>(NAMES);
        BYTES.forEach(name -> expected.add(UriUtils.decode(name, StandardCharsets.UTF_8)));
        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(json)
                .contains("\"new\\u000aline.txt\"", "\"back\\\\slash\"", "\"\\\"onmouseover=alert(1) x=\\\".txt\"");
    }

    /** 9: what a client or a file name brings into a header field is escaped or refused. */
    @ParameterizedTest
    @CsvSource({
        "/files%0d%0aSet-Cookie:x=1, 400",
        "/files%0aSet-Cookie:x=1, 400",
        "/files%0d, 400",
        "/files%E5%98%8A%E5%98%8DSet-Cookie:x=1, 404",
        "/files?%0d%0aSet-Cookie:x=1, 301",
        "/%0d%0aSet-Cookie:x=1/../files, 400"
    })
    void noLineGetsIntoAnAnswer(String target, int status) throws IOException {
        for (Kind kind : Kind.values()) {
            Answer answer = server.get(kind, target);
            assertThat(answer.status()).as(kind.toString()).isEqualTo(status);
            assertThat(answer.field("set-cookie")).isNull();
        }
    }

    @Test
    @Tag("heavy")
    void browserFollowsEveryLinkAndRunsNothing(@TempDir Path profile) throws Exception {
        String origin = server.origin();
        try (Browser browser = Browser.start(profile)) {
            browser.open(origin + "/files/");
            List<String> links =
                    List.of(browser.evaluate("[...document.querySelectorAll('td a')].map(a => a.href).join(' ')")
                            .split(" "));
            List<String> names = List.of(
                    browser.evaluate("[...document.querySelectorAll('td a')].map(a => a.textContent).join('\\n')")
                            .split("\n"));
            assertThat(browser.evaluate("document.querySelectorAll('img, script, b, td i, td h1, td td').length + ''"))
                    .isEqualTo("0");
            assertThat(browser.evaluate("'' + [...document.querySelectorAll('*')].some(e => e.onmouseover)"))
                    .isEqualTo("false");
            assertThat(links).hasSize(NAMES.size() + 4).hasSameSizeAs(names);
            assertThat(links).allSatisfy(link -> assertThat(link).startsWith(origin + "/"));
            TreeSet<String> seen = new TreeSet<>();
            for (int i = 1; i < links.size(); i++) { // the first is the parent
                Answer file = server.get(Kind.PLAIN, links.get(i).substring(origin.length()));
                assertThat(file.status()).as(links.get(i)).isEqualTo(200);
                String content = new String(file.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                assertThat(names.get(i)).isEqualTo(content);
                seen.add(content);
            }
            assertThat(seen).containsAll(NAMES);
            browser.open(origin + "/%3Cb%3E%22'&%3F%23%25/%3Ci%3E/");
            assertThat(browser.evaluate("[...document.querySelectorAll('h1 a')].map(a => a.href).join(' ')"))
                    .isEqualTo(origin + "/ " + origin + "/%3Cb%3E%22'&%3F%23%25/");
            assertThat(browser.hadDialog()).isFalse();
        }
    }

    @Test
    @Tag("heavy")
    void pageFitsTheScreen(@TempDir Path profile) throws Exception {
        Path longName = Files.writeString(root.resolve("files").resolve("x".repeat(200)), "x".repeat(200));
        try (Browser browser = Browser.start(profile)) {
            for (int width : List.of(390, 1280)) {
                assertFits(browser, width, false);
                assertFits(browser, width, true);
            }
        } finally {
            Files.delete(longName);
        }
    }

    private void assertFits(Browser browser, int width, boolean dark) throws Exception {
        browser.screen(width, 900, dark);
        browser.open(server.origin() + "/files/");
        assertThat(browser.evaluate("innerWidth + ''")).isEqualTo(String.valueOf(width));
        assertThat(browser.evaluate( // what a scroll bar leaves is all that it needs
                        "document.documentElement.scrollWidth - document.documentElement.clientWidth + ''"))
                .isEqualTo("0");
        String background = browser.evaluate("getComputedStyle(document.body).backgroundColor");
        assertThat(background).isEqualTo(dark ? "rgb(18, 22, 28)" : "rgb(245, 246, 248)");
        assertThat(Integer.parseInt(browser.evaluate("Math.min(...[...document.querySelectorAll('td a')]"
                                + ".map(a => a.closest('tr').getBoundingClientRect().height)) + ''")
                        .replaceAll("\\..*", "")))
                .isGreaterThanOrEqualTo(40); // for fingers
        browser.picture("listing-" + width + (dark ? "-dark" : ""));
    }
}
