package org.jminihttpd.destination.python;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/** A request as PEP 3333 describes it: the values of {@code environ} that differ from request to request. */
final class RequestHead {

    /**
     * What a client could only pretend to know (identity, set by a proxy that does not exist here), and {@code Proxy}, which
     * would become HTTP_PROXY, an environment variable of its own (CVE-2016-5385).
     */
    private static final Set<String> DROPPED = Set.of("forwarded", "proxy", "x-real-ip");

    private static final String DROPPED_PREFIX = "x-forwarded-";

    private static final String SOFTWARE = software();

    private RequestHead() {}

    /** Whether a body may follow. */
    static boolean hasBody(HttpServerRequest request) {
        HttpHeaders fields = request.requestHeaders();
        return fields.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || !fields.get(HttpHeaderNames.CONTENT_LENGTH, "0").strip().equals("0");
    }

    /** Whether the client waits to be told that the application wants its body (RFC 9110 10.1.1). */
    static boolean expectsContinue(HttpServerRequest request) {
        return request.requestHeaders().containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
    }

    /**
     * The frame of a request.
     *
     * @param passesFiles whether the server can send a file that the worker has open
     */
    static ByteBuf frame(ByteBufAllocator allocator, HttpServerRequest request, RoutedPath path, boolean passesFiles) {
        StringBuilder head = new StringBuilder(1024);
        head.append(passesFiles ? "f" : "").append(expectsContinue(request) ? "x" : "");
        put(head, "REQUEST_METHOD", request.method().name());
        path(head, path);
        target(head, request.uri());
        server(head, request);
        peer(head, request.remoteAddress());
        fields(head, request.requestHeaders());
        byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1); // as Netty reads them
        return allocator
                .buffer(5 + bytes.length)
                .writeByte(hasBody(request) ? 'B' : 'R')
                .writeInt(bytes.length)
                .writeBytes(bytes);
    }

    /** A directory route's slash belongs to what follows it; nothing follows a file route. */
    private static void path(StringBuilder head, RoutedPath path) {
        String route = path.route();
        boolean directory = route.endsWith("/");
        put(head, "SCRIPT_NAME", decoded(directory ? route.substring(0, route.length() - 1) : route));
        put(head, "PATH_INFO", decoded(directory ? "/" + path.rest() : ""));
    }

    private static void target(StringBuilder head, String target) {
        int question = target.indexOf('?');
        put(head, "QUERY_STRING", question < 0 ? "" : target.substring(question + 1));
        put(head, "REQUEST_URI", target);
    }

    private static void server(StringBuilder head, HttpServerRequest request) {
        String scheme = request.scheme();
        boolean tls = scheme.equals("https");
        put(head, "wsgi.url_scheme", scheme);
        if (tls) {
            put(head, "HTTPS", "on");
        }
        InetSocketAddress local = request.connectionHostAddress() instanceof InetSocketAddress tcp ? tcp : null;
        String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        if (name.isEmpty()) {
            name = local == null ? "localhost" : text(local.getAddress());
        }
        put(head, "SERVER_NAME", name);
        String usual = tls ? "443" : "80";
        put(head, "SERVER_PORT", local == null ? usual : Integer.toString(local.getPort()));
        put(head, "SERVER_PROTOCOL", request.protocol());
        put(head, "SERVER_SOFTWARE", SOFTWARE);
        put(head, "GATEWAY_INTERFACE", "CGI/1.1");
    }

    /** Empty for a client on a Unix socket: RFC 3875 has no word for it. */
    private static void peer(StringBuilder head, @Nullable SocketAddress client) {
        InetSocketAddress peer = client instanceof InetSocketAddress tcp ? tcp : null;
        put(head, "REMOTE_ADDR", peer == null ? "" : text(peer.getAddress()));
        put(head, "REMOTE_PORT", peer == null ? "" : Integer.toString(peer.getPort()));
    }

    /** Fields of one name are one list (RFC 9110 5.3); only cookies are separated otherwise (RFC 9113 8.2.3). */
    private static void fields(StringBuilder head, HttpHeaders fields) {
        Map<String, String> byName = new LinkedHashMap<>();
        fields.forEach(field -> {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            // an underscore would make it look like the field with a hyphen
            if (name.indexOf('_') < 0 && !DROPPED.contains(name) && !name.startsWith(DROPPED_PREFIX)) {
                String separator = name.equals("cookie") ? "; " : ", ";
                byName.merge(name, field.getValue(), (first, second) -> first + separator + second);
            }
        });
        byName.forEach((name, value) -> {
            boolean special = name.equals("content-type") || name.equals("content-length");
            put(head, special ? "" : "HTTP_", value, name);
        });
    }

    private static void put(StringBuilder head, String prefix, String value, String field) {
        head.append('\0').append(prefix);
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            head.append(c == '-' ? '_' : c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
        }
        append(head, value);
    }

    private static void put(StringBuilder head, String name, String value) {
        append(head.append('\0').append(name), value);
    }

    /** No NUL, which separates, gets through our HTTP decoders; should that ever change, it must not become a name. */
    private static void append(StringBuilder head, String value) {
        head.append('\0').append(value.indexOf('\0') < 0 ? value : value.replace('\0', ' '));
    }

    /** The bytes of a percent-encoded normal form, one character each (PEP 3333, "Unicode issues"). */
    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                c = (char) Integer.parseInt(path, i + 1, i + 3, 16);
                i += 2;
            }
            text.append(c);
        }
        return text.toString();
    }

    private static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    private static String software() {
        String version = RequestHead.class.getPackage().getImplementationVersion();
        return version == null ? "jminihttpd" : "jminihttpd/" + version;
    }
}
