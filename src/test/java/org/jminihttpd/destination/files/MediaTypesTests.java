package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTests {

    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "INDEX.HTM, text/html; charset=utf-8",
        "app.js, text/javascript; charset=utf-8",
        "app.min.mjs, text/javascript; charset=utf-8",
        "app.js.map, application/json; charset=utf-8",
        "style.css, text/css; charset=utf-8",
        "a.json, application/json; charset=utf-8",
        "site.webmanifest, application/manifest+json; charset=utf-8",
        "feed.xml, application/xml; charset=utf-8",
        "logo.svg, image/svg+xml; charset=utf-8",
        "README.md, text/markdown; charset=utf-8",
        "a.txt, text/plain; charset=utf-8",
        "a.ics, text/calendar; charset=utf-8",
        "a.png, image/png",
        "a.JPG, image/jpeg",
        "a.avif, image/avif",
        "a.webp, image/webp",
        "a.woff2, font/woff2",
        "a.wasm, application/wasm",
        "a.pdf, application/pdf",
        "a.tar.gz, application/gzip",
        "a.odt, application/vnd.oasis.opendocument.text",
        "a.mp4, video/mp4",
    })
    void extensionNamesTheType(String fileName, String type) {
        assertThat(MediaTypes.of(fileName)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "README", "a.", ".", "a.unheard-of", "html", "a.h\u0131", "a%2Ehtml", "a.html "})
    void unknownNameIsBytes(String fileName) {
        assertThat(MediaTypes.of(fileName)).isEqualTo("application/octet-stream");
    }
}
