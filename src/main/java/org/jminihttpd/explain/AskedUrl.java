package org.jminihttpd.explain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL to explain, whose path is kept as it is: a wrong one deserves an explanation too.
 *
 * @param tls whether it is https
 * @param host a name or a literal IP address, without brackets; empty if only a path was given
 * @param port of the URL, or of its scheme
 * @param target path and query as a client sends them
 */
record AskedUrl(boolean tls, String host, int port, String target) {

    private static final Pattern URL = Pattern.compile(
            "(?i)(?:(https?)://(\\[[0-9a-f:.%]+]|[^/?#@:\\[\\]]+)(?::(\\d{1,5}))?)?(/[^#]*|\\?[^#]*)?(?:#.*)?");

    /** What no client sends as it is: the other characters of a URL are ASCII. */
    private static final Pattern NOT_SENT = Pattern.compile("[^!-~]+");

    /**
     * Reads {@code http://HOST[:PORT][/PATH]}, the same with {@code https:}, or a path.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static AskedUrl parse(String text) {
        Matcher url = URL.matcher(text);
        String scheme = url.matches() ? url.group(1) : null;
        if (!url.matches() || (scheme == null && !text.startsWith("/"))) {
            throw new IllegalArgumentException(
                    "This is not a URL. Write http://HOST:PORT/PATH, https://HOST:PORT/PATH or /PATH.");
        }
        boolean tls = "https".equalsIgnoreCase(scheme);
        String host = scheme == null ? "" : url.group(2).replaceAll("[\\[\\]]", "");
        int port = url.group(3) != null ? Integer.parseInt(url.group(3)) : tls ? 443 : 80;
        String path = url.group(4) == null ? "/" : url.group(4);
        String target =
                NOT_SENT.matcher(path.startsWith("/") ? path : "/" + path).replaceAll(match -> encoded(match.group()));
        return new AskedUrl(tls, host, port, target);
    }

    /** Without the query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** As a Host field has it. */
    String authority() {
        if (host.isEmpty()) {
            return "localhost";
        }
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
