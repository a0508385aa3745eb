package org.jminihttpd.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** What people see of a failure: the same for all of one status, so made once. */
final class ErrorPage {

    /** At most one for each status code. */
    private static final Map<Integer, ErrorPage> PAGES = new ConcurrentHashMap<>();

    private static final String TEMPLATE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%1$d %2$s</title>
            <style>
            body{margin:0;min-height:100vh;display:grid;place-content:center;text-align:center;padding:2rem;box-sizing:border-box;\
            font:1.05rem/1.6 system-ui,sans-serif;background:#f6f7f9;color:#1d2530}
            b{font-size:clamp(5rem,22vw,9rem);line-height:1;font-weight:750;letter-spacing:-.05em;color:#2f6fde}
            h1{font-size:1.5rem;margin:.8rem 0 .3rem}
            p{margin:0 auto;max-width:26rem;color:#5a6675;text-wrap:balance}
            @media(prefers-color-scheme:dark){body{background:#14181f;color:#e8ecf2}b{color:#7aa7ff}p{color:#9aa7b8}}
            </style>
            </head>
            <body>
            <main><b aria-hidden="true">%1$d</b><h1>%2$s</h1><p>%3$s</p></main>
            </body>
            </html>
            """;

    private final byte[] body;
    private final HttpHeaders headers;

    private ErrorPage(byte[] body, HttpHeaders headers) {
        this.body = body;
        this.headers = headers;
    }

    static ErrorPage of(int status) {
        return PAGES.computeIfAbsent(status, ErrorPage::make);
    }

    private static ErrorPage make(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        byte[] body = TEMPLATE.formatted(status, title, sentence(status)).getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
        headers.setContentLength(body.length);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        return new ErrorPage(body, HttpHeaders.readOnlyHttpHeaders(headers));
    }

    /** HTML in UTF-8; not copied, so never to be changed. */
    byte[] body() {
        return body;
    }

    /** The fields of an answer with this body; read-only. */
    HttpHeaders headers() {
        return headers;
    }

    private static String sentence(int status) {
        return switch (status) {
            case 400 -> "The server could not understand this request.";
            case 401 -> "You need to sign in to see this page.";
            case 403 -> "You are not allowed to see this page.";
            case 404 -> "There is nothing at this address. It may have moved, or the link may be mistyped.";
            case 405 -> "This page cannot be used in this way.";
            case 408 -> "The request took too long to arrive. Please try again.";
            case 412 -> "The page has changed since you last looked at it.";
            case 413 -> "The request carries more data than this server accepts.";
            case 414 -> "This address is longer than this server accepts.";
            case 416 -> "The file does not have the part that was asked for.";
            case 421 -> "This server does not answer for that name.";
            case 429 -> "That was a little too fast. Please try again in a moment.";
            case 431 -> "The request has more header fields than this server accepts.";
            case 501 -> "This server does not know how to do that.";
            case 502, 504 -> "A server behind this one did not answer properly. Please try again later.";
            case 503 -> "The server is busy. Please try again in a moment.";
            default ->
                status < 500
                        ? "The server cannot answer this request."
                        : "Something went wrong on our side. Please try again later.";
        };
    }
}
