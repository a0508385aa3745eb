package org.jminihttpd.guard;

import java.util.stream.Stream;

/** Requests that two parsers could read differently, and some that only look so (RFC 9112; BAD_INPUTS rows 11, 14, 20; Http11Probe). */
public final class FramingTable {

    private FramingTable() {}

    /**
     * One request.
     *
     * @param status of the answer
     * @param name says what is special; for accepted ones what the handler sees
     * @param request in ISO 8859-1
     */
    public record Row(int status, String name, String request) {}

    /** Those that end the connection, whatever follows. */
    public static Stream<Row> refused() {
        String post = "POST / HTTP/1.1\r\nHost: a\r\n";
        String chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        return Stream.of(
                // request line
                row(400, "bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
                row(400, "bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n"),
                row(400, "two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "CR in the request line", "GET\r/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "form feed in the request line", "GET\f/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "space after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
                row(400, "no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "HTTP/0.9", "GET /\r\n\r\n"),
                row(400, "no minor version", "GET / HTTP/1\r\nHost: a\r\n\r\n"),
                row(400, "leading zeros in the version", "GET / HTTP/01.01\r\nHost: a\r\n\r\n"),
                row(400, "space in the version", "GET / HTTP/ 1.1\r\nHost: a\r\n\r\n"),
                row(400, "lower case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
                row(505, "HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                row(505, "HTTP/9.9", "GET / HTTP/9.9\r\nHost: a\r\n\r\n"),
                row(505, "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row(400, "method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "control character in the target", "GET /\1 HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "bytes above ASCII in the target", "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "authority form", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "absolute form with a bad host", "GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "absolute form with user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(501, "CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                row(501, "TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(204, "OPTIONS * and close", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                row(400, "binary", "\u0016\u0003\u0001\0\u00aa\r\n\r\n"),
                // fields
                row(400, "bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"),
                row(400, "bare LF at the end of the head", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
                row(400, "bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
                row(400, "folded line", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n"),
                row(400, "line folded by a tab", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tz\r\n\r\n"),
                row(400, "white space before the first field", "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n"),
                row(400, "space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n"),
                row(400, "no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
                row(400, "empty name", "GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n"),
                row(400, "name that is no token", "GET / HTTP/1.1\r\nHost: a\r\nX[Y: z\r\n\r\n"),
                row(400, "name above ASCII", "GET / HTTP/1.1\r\nHost: a\r\nX\u00eb: z\r\n\r\n"),
                row(400, "NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
                row(400, "control characters in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\7\b\u000bb\r\n\r\n"),
                // Host
                row(400, "no Host", "GET / HTTP/1.1\r\n\r\n"),
                row(400, "empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"),
                row(400, "two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                row(400, "the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                row(400, "two Hosts on HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
                row(400, "Host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
                row(400, "Host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                row(400, "Host with bad port", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                row(400, "two Hosts in one field", "GET / HTTP/1.1\r\nHost: a, b c\r\n\r\n"),
                row(400, "no Host although absolute", "GET http://a/ HTTP/1.1\r\n\r\n"),
                row(417, "unknown expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n"),
                // lengths
                row(
                        400,
                        "length and chunked",
                        post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(
                        400,
                        "chunked and length",
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                row(400, "two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
                row(400, "the same length twice", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
                row(400, "length list", post + "Content-Length: 5, 5\r\n\r\nhello"),
                row(400, "length with sign", post + "Content-Length: +5\r\n\r\nhello"),
                row(400, "negative length", post + "Content-Length: -1\r\n\r\n"),
                row(400, "length in hexadecimal", post + "Content-Length: 0x5\r\n\r\nhello"),
                row(400, "length with space", post + "Content-Length: 1 0\r\n\r\nhello"),
                row(400, "no number", post + "Content-Length: abc\r\n\r\n"),
                row(400, "empty length", post + "Content-Length: \r\n\r\n"),
                row(400, "length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n"),
                row(400, "length in other digits", post + "Content-Length: \u00b2\r\n\r\n"),
                row(413, "length above the limit", post + "Content-Length: 1048577\r\n\r\n"),
                // codings
                row(400, "space before the colon of a coding", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                row(400, "folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                row(
                        400,
                        "coding on HTTP/1.0",
                        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(400, "chunked not last", post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                row(400, "chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                row(
                        400,
                        "chunked in two fields",
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row(
                        400,
                        "chunked, then identity",
                        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                row(400, "chunked with parameter", post + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n"),
                row(400, "empty coding", post + "Transfer-Encoding: \r\n\r\n"),
                row(400, "vertical tab before a coding", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                row(400, "NUL after a coding", post + "Transfer-Encoding: chunked\0\r\n\r\n0\r\n\r\n"),
                row(400, "form feed before a coding", post + "Transfer-Encoding: \fchunked\r\n\r\n0\r\n\r\n"),
                row(400, "empty element before chunked", post + "Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n"),
                row(400, "empty element after chunked", post + "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"),
                row(501, "gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                row(501, "identity", post + "Transfer-Encoding: identity\r\n\r\n"),
                row(501, "gzip", post + "Transfer-Encoding: gzip\r\n\r\n"),
                // chunks
                row(400, "chunk size with sign", chunked + "+5\r\nhello\r\n0\r\n\r\n"),
                row(400, "negative chunk size", chunked + "-1\r\nhello\r\n0\r\n\r\n"),
                row(400, "chunk size with prefix", chunked + "0x5\r\nhello\r\n0\r\n\r\n"),
                row(400, "chunk size with underscore", chunked + "1_0\r\nhello\r\n0\r\n\r\n"),
                row(400, "space before a chunk size", chunked + " 5\r\nhello\r\n0\r\n\r\n"),
                row(400, "space after a chunk size", chunked + "5 \r\nhello\r\n0\r\n\r\n"),
                row(400, "huge chunk size", chunked + "FFFFFFFFFFFFFFFF0\r\nhello\r\n0\r\n\r\n"),
                row(400, "chunk size of 32 bits", chunked + "FFFFFFFF\r\nhello\r\n0\r\n\r\n"),
                row(400, "no chunk size", chunked + "\r\nhello\r\n0\r\n\r\n"),
                row(400, "bare LF after a chunk size", chunked + "5\nhello\r\n0\r\n\r\n"),
                row(400, "bare LF after a chunk", chunked + "5\r\nhello\n0\r\n\r\n"),
                row(400, "nothing after a chunk", chunked + "5\r\nhello0\r\n\r\n"),
                row(400, "chunk longer than its size", chunked + "5\r\nhello!!\r\n0\r\n\r\n"),
                row(400, "extension that is no token", chunked + "5;a[=b\r\nhello\r\n0\r\n\r\n"),
                row(400, "line feed in a quoted extension", chunked + "1;a=\"\n\r\nX\r\n0\r\n\r\n"),
                row(400, "CR in an extension", chunked + "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                row(400, "extension without name", chunked + "5;\r\nhello\r\n0\r\n\r\n"),
                row(400, "extension without name between others", chunked + "5;a;;b\r\nhello\r\n0\r\n\r\n"),
                row(400, "extension without name after a string", chunked + "5;a=\"\\\";\" ;\r\nhello\r\n0\r\n\r\n"),
                row(400, "extension that is only a value", chunked + "5; =b\r\nhello\r\n0\r\n\r\n"),
                row(400, "extension without name at the end", chunked + "5\r\nhello\r\n0;\r\n\r\n"),
                row(
                        400,
                        "more extensions than data",
                        chunked + ("1;a=" + "x".repeat(1000) + "\r\nX\r\n").repeat(17) + "0\r\n\r\n"),
                row(400, "bare CR after a chunk size", chunked + "5\rhello\r\n0\r\n\r\n"),
                row(400, "line feed in an extension", chunked + "5;\nhello\r\n0\r\n\r\n"),
                row(400, "NUL in an extension", chunked + "5;a\0\r\nhello\r\n0\r\n\r\n"),
                row(400, "64 KiB extension", chunked + "5;a=" + "x".repeat(65536) + "\r\nhello\r\n0\r\n\r\n"),
                row(400, "bare LF after the trailers", chunked + "0\r\n\n"),
                row(400, "trailers above the limit", chunked + "0\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"),
                // sizes
                row(414, "100 KiB target", "GET /" + "a".repeat(100 * 1024) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(400, "100 KiB method", "A".repeat(100 * 1024) + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(431, "64 KiB field", "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(65536) + "\r\n\r\n"),
                row(431, "1,000 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(1000) + "\r\n"),
                row(431, "10,000 fields", "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(10_000) + "\r\n"));
    }

    /** Those after which the connection goes on. */
    static Stream<Row> accepted() {
        return Stream.of(
                row(200, "GET /", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(200, "GET /", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(200, "GET /?a=%7Bb%7D%7C[c]", "GET /?a={b}|[c] HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(200, "GET /b?c", "GET http://x:81/b?c HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(200, "GET /?c", "GET HTTP://[::1]?c HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(200, "GET /v6", "GET /v6 HTTP/1.1\r\nHost: [fe80::1]:8080\r\n\r\n"),
                row(
                        200,
                        "POST /ext",
                        "POST /ext HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5 ; a = \"x;=\\\"\";b;c=d\r\nhello\r\n0;e\r\n\r\n"),
                row(
                        200,
                        "POST /te",
                        "POST /te HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"),
                row(200, "POST /cl", "POST /cl HTTP/1.1\r\nHost: a\r\nContent-Length:\t5 \r\n\r\nhello"),
                row(200, "GET /body", "GET /body HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
                row(200, "FOO /", "FOO / HTTP/1.1\r\nHost: a\r\n\r\n"),
                row(
                        200,
                        "GET /up",
                        "GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"));
    }

    private static Row row(int status, String name, String request) {
        return new Row(status, name, request);
    }
}
