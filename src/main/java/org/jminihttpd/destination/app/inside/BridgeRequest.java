package org.jminihttpd.destination.app.inside;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jminihttpd.destination.app.bridge.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** A request as the application's Spring sees it. Not Spring's abstract one, whose constructor is another in each version. */
final class BridgeRequest implements ServerHttpRequest {

    private final Exchange exchange;
    private @Nullable HttpHeaders headers;
    private @Nullable RequestPath path;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private @Nullable MultiValueMap<String, String> query;
    private @Nullable MultiValueMap<String, HttpCookie> cookies;

    BridgeRequest(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public String getId() {
        return exchange.id();
    }

    @Override
    public HttpMethod getMethod() {
        return HttpMethod.valueOf(exchange.method());
    }

    @Override
    public URI getURI() {
        return exchange.uri();
    }

    @Override
    public RequestPath getPath() {
        RequestPath known = path;
        if (known == null) {
            known = RequestPath.parse(exchange.uri(), exchange.contextPath());
            path = known;
        }
        return known;
    }

    @Override
    public HttpHeaders getHeaders() {
        HttpHeaders known = headers;
        if (known == null) {
            known = new HttpHeaders();
            exchange.forEachField(known::add);
            headers = known;
        }
        return known;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public MultiValueMap<String, String> getQueryParams() {
        MultiValueMap<String, String> known = query;
        if (known == null) {
            known = readOnly(parseQuery(exchange.uri().getRawQuery()));
            query = known;
        }
        return known;
    }

    private static MultiValueMap<String, String> parseQuery(@Nullable String raw) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                if (!pair.isEmpty()) {
                    parameters.add(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }

    @Override
    public MultiValueMap<String, HttpCookie> getCookies() {
        MultiValueMap<String, HttpCookie> known = cookies;
        if (known == null) {
            MultiValueMap<String, HttpCookie> found = new LinkedMultiValueMap<>();
            // HttpHeaders.get has another signature in each version
            exchange.forEachField((name, value) -> {
                if (name.equalsIgnoreCase(HttpHeaders.COOKIE)) {
                    for (String pair : value.split(";", -1)) {
                        addCookie(pair.strip(), found);
                    }
                }
            });
            known = readOnly(found);
            cookies = known;
        }
        return known;
    }

    private static void addCookie(String pair, MultiValueMap<String, HttpCookie> cookies) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
            String name = pair.substring(0, equals).strip();
            String value = pair.substring(equals + 1).strip();
            boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
            cookies.add(name, new HttpCookie(name, quoted ? value.substring(1, value.length() - 1) : value));
        }
    }

    private static <V> MultiValueMap<String, V> readOnly(MultiValueMap<String, V> map) {
        return CollectionUtils.unmodifiableMultiValueMap(map);
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return exchange.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return exchange.remoteAddress();
    }

    @Override
    public @Nullable SslInfo getSslInfo() {
        String session = exchange.tlsSession();
        X509Certificate[] certificates = exchange.clientCertificates();
        return session == null && certificates == null ? null : new Tls(session, certificates);
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return JdkFlowAdapter.flowPublisherToFlux(exchange.body()).map(DefaultDataBufferFactory.sharedInstance::wrap);
    }

    /** The session of the connection. */
    private static final class Tls implements SslInfo {

        private final @Nullable String session;
        private final X509Certificate @Nullable [] certificates;

        Tls(@Nullable String session, X509Certificate @Nullable [] certificates) {
            this.session = session;
            this.certificates = certificates;
        }

        @Override
        public @Nullable String getSessionId() {
            return session;
        }

        @Override
        public X509Certificate @Nullable [] getPeerCertificates() {
            return certificates;
        }
    }
}
