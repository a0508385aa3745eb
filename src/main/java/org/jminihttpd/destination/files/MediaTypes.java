package org.jminihttpd.destination.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaTypeFactory;

/** File names to values of Content-Type. */
final class MediaTypes {

    private static final String UNKNOWN = "application/octet-stream";

    /**
     * What the web is made of, and what Spring's table does not know or says in an outdated way. Spring's table, read
     * when the first other name comes, costs 40 ms, which a start should not pay.
     */
    private static final String COMMON = """
            application/atom+xml atom
            application/cbor cbor
            application/geo+json geojson
            application/gzip gz tgz
            application/json json map
            application/jsonl jsonl ndjson
            application/ld+json jsonld
            application/manifest+json webmanifest
            application/pdf pdf
            application/rss+xml rss
            application/vnd.debian.binary-package deb
            application/vnd.rar rar
            application/vnd.sqlite3 sqlite sqlite3
            application/wasm wasm
            application/x-rpm rpm
            application/xhtml+xml xhtml
            application/xml xml xsl
            application/yaml yaml yml
            application/zip zip whl
            application/zstd zst
            audio/aac aac
            audio/flac flac
            audio/mp4 m4a
            audio/mpeg mp3
            audio/ogg ogg oga opus
            audio/wav wav
            font/otf otf
            font/ttf ttf
            font/woff woff
            font/woff2 woff2
            image/apng apng
            image/avif avif
            image/gif gif
            image/heic heic
            image/jpeg jpg jpeg
            image/jxl jxl
            image/png png
            image/svg+xml svg
            image/webp webp
            image/x-icon ico
            model/gltf+json gltf
            model/gltf-binary glb
            text/css css
            text/csv csv
            text/html html htm
            text/javascript js mjs cjs
            text/markdown md markdown
            text/plain txt text log ini conf cfg toml properties diff patch py rs go kt sh
            text/vtt vtt
            video/mp4 mp4 m4v
            video/ogg ogv
            video/webm webm
            """;

    private static final Map<String, String> BY_EXTENSION = new HashMap<>();

    static {
        COMMON.lines().map(line -> line.split(" ")).forEach(words -> {
            for (int i = 1; i < words.length; i++) {
                BY_EXTENSION.put(words[i], withCharset(words[0]));
            }
        });
    }

    private MediaTypes() {}

    /**
     * The Content-Type of a file, text with its charset.
     *
     * @param fileName the last segment of a path, decoded or percent-encoded
     */
    static String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot < 0) {
            return UNKNOWN;
        }
        String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        String common = BY_EXTENSION.get(extension);
        return common != null ? common : uncommon(extension);
    }

    private static String uncommon(String extension) {
        return MediaTypeFactory.getMediaType("x." + extension)
                .map(type -> withCharset(type.toString()))
                .orElse(UNKNOWN);
    }

    /** Without it, browsers guess the encoding of text from its first bytes or from the reader's language. */
    private static String withCharset(String type) {
        boolean text = type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml");
        return text ? type + "; charset=utf-8" : type;
    }
}
