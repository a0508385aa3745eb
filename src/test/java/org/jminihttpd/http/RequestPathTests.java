package org.jminihttpd.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTests {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b.txt, /a/b.txt",
        "/a/b/, /a/b/",
        "//, /",
        "/a//b, /a/b",
        "/a//, /a/",
        "/., /",
        "/a/., /a/",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/../../etc/passwd, /etc/passwd",
        "/%2e%2e/etc/passwd, /etc/passwd",
        "/.%2e/x, /x",
        "/%2e./x, /x",
        "/%2E, /",
        "/%252e%252e/x, /%252e%252e/x",
        "/static/%2e%2e/static-secret/x, /static-secret/x",
        "//admin/secret.txt, /admin/secret.txt",
        "//evil.example/..//sub, /sub",
        "/x;/..;/admin/, /x;/..;/admin/",
        "/C:/x, /C:/x",
        "/a%41%7e, /aA~",
        "/a b, /a%20b",
        "/a?b#c, /a%3Fb%23c",
        "/%c3%a9, /%C3%A9",
        "/\u00e9, /%E9",
        "/caf%e9.txt, /caf%E9.txt",
        "/..., /...",
        "/a.../b, /a.../b",
        "/a..b/.c, /a..b/.c",
        "'/!$&''()*+,;=:@', '/!$&''()*+,;=:@'",
    })
    void pathHasOneNormalForm(String raw, String normal) {
        assertThat(RequestPath.of(raw)).map(RequestPath::toString).contains(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a/b",
                "http://host/",
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/%-1",
                "/%\uff11\uff11",
                "/a%2fb",
                "/a%2Fb",
                "/a/..%2f..%2fetc/passwd",
                "/private%5csecret.txt",
                "/\\evil.example/sub",
                "/a%00.txt",
                "/\u0001",
                "/a%7f",
                "/sub%0d%0aSet-Cookie:x=1",
                "/%c0%ae%c0%ae/",
                "/%c1%9c",
                "/%e0%80%ae",
                "/%e0%9f%bf",
                "/%f0%80%80%ae",
                "/%f0%8f%bf%bf",
                "/%ed%a0%80",
                "/%f4%90%80%80",
                "/%f8%88%80%80%80",
                "/\u20ac",
            })
    void pathWithoutSafeMeaningIsRefused(String raw) {
        assertThat(RequestPath.of(raw)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%C0", "/%E0x", "/%E0%20", "/%EDx", "/%FCber", "/%80%BF", "/%ED%9F%BF", "/%F4%8F%BF%BF"})
    void bytesThatAreNoDisguiseAreKept(String raw) {
        assertThat(RequestPath.of(raw)).map(RequestPath::toString).contains(raw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.git/config",
                "/.env",
                "/a/.b/c",
                "/%2eenv",
                "/a/.well-known/x",
                "/.well-known/.x",
                "/.well-knownx",
                "/..."
            })
    void dotNamesAreHidden(String raw) {
        assertThat(RequestPath.of(raw).orElseThrow().isHidden()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/a.b", "/.well-known", "/.well-known/", "/.well-known/acme-challenge/x", "/a/../b", "/a/."
            })
    void otherNamesAreNotHidden(String raw) {
        assertThat(RequestPath.of(raw).orElseThrow().isHidden()).isFalse();
    }

    @Test
    void finalSlashMeansDirectory() {
        assertThat(RequestPath.of("/a/").orElseThrow().isDirectory()).isTrue();
        assertThat(RequestPath.of("/a/.").orElseThrow().isDirectory()).isTrue();
        assertThat(RequestPath.of("/a").orElseThrow().isDirectory()).isFalse();
    }

    @Test
    void segmentsStayEncoded() {
        assertThat(RequestPath.of("/a//%E9/c/").orElseThrow().segments()).containsExactly("a", "%E9", "c");
        assertThat(RequestPath.of("/").orElseThrow().segments()).isEmpty();
    }

    /** Random paths made of the pieces that have broken servers. */
    @Test
    void normalFormIsStableAndSafe() {
        String[] pieces = {
            "/", "//", ".", "..", "%2e", "%2E%2e", "a", "b", "%61", ";", ":", "~", "%c3%a9", "%e9", " ", "?", "%25",
            "%3f"
        };
        Random random = new Random(20260901);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder raw = new StringBuilder("/");
            for (int pieceCount = random.nextInt(12); pieceCount > 0; pieceCount--) {
                raw.append(pieces[random.nextInt(pieces.length)]);
            }
            String normal = RequestPath.of(raw.toString()).orElseThrow().toString();
            assertThat(RequestPath.of(normal))
                    .as("%s", raw)
                    .map(RequestPath::toString)
                    .contains(normal);
            assertThat(normal).as("%s", raw).matches("(/[^/]+)*/?").startsWith("/");
            assertThat(normal + "/").as("%s", raw).doesNotContain("/./", "/../", "//.");
        }
    }

    @Test
    void equalBytesHaveEqualForms() {
        Random random = new Random(20260902);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder sparing = new StringBuilder("/");
            StringBuilder lavish = new StringBuilder("/");
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                int octet = 0x21 + random.nextInt(0x5e);
                boolean separates = octet == '/' || octet == '\\';
                sparing.append(separates || octet == '%' ? "x" : String.valueOf((char) octet));
                lavish.append(separates || octet == '%' ? "%78" : "%%%02x".formatted(octet));
            }
            assertThat(RequestPath.of(lavish.toString()).orElseThrow())
                    .as("%s", sparing)
                    .hasToString(
                            RequestPath.of(sparing.toString()).orElseThrow().toString());
        }
    }

    @Test
    void everyCharacterOfUnicodeIsAccepted() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c += 7) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                String bytes =
                        new String(Character.toString(c).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                assertThat(RequestPath.of('/' + bytes)).as("U+%X", c).isPresent();
            }
        }
    }

    @Test
    void workGrowsWithLengthOnly() {
        String climbing = "/a".repeat(200_000) + "/..".repeat(200_000) + "//.".repeat(200_000);
        assertThat(RequestPath.of(climbing)).map(RequestPath::toString).contains("/");
    }
}
