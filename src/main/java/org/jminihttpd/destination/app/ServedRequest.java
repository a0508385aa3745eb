package org.jminihttpd.destination.app;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jminihttpd.route.RoutedPath;
import org.jspecify.annotations.Nullable;

/** A request as an application may see it: its path in normal form, nothing that only a trusted proxy may say. */
abstract class ServedRequest {

    private final RoutedPath path;

    private volatile long progress = System.nanoTime();
    private volatile boolean answered;
    private volatile boolean bodyBroken;

    ServedRequest(RoutedPath path) {
        this.path = path;
    }

    abstract String id();

    abstract String method();

    abstract URI uri();

    abstract HttpHeaders fields();

    @Nullable
    abstract InetSocketAddress remoteAddress();

    @Nullable
    abstract InetSocketAddress localAddress();

    @Nullable
    abstract String tlsSession();

    abstract X509Certificate @Nullable [] clientCertificates();

    /** Copies, because the application's Spring knows nothing of our buffers; handed over on its own threads. */
    abstract Flow.Publisher<ByteBuffer> body(Workers workers);

    /** The root of the application has a slash at its end, also where the route has none. */
    final String pathOfApplication() {
        String normal = path.path().toString();
        return path.route().endsWith("/") ? normal : normal + "/";
    }

    final String contextPath() {
        String route = path.route();
        return route.endsWith("/") ? route.substring(0, route.length() - 1) : route;
    }

    final void forEachField(BiConsumer<String, String> field) {
        for (Map.Entry<String, String> entry : fields()) {
            if (!ForwardedFields.has(entry.getKey())) {
                field.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    /** When it came, or the last piece of its body that the application took: an upload may last. */
    final long progress() {
        return progress;
    }

    /** The application has taken a piece of its body. */
    final void goesOn() {
        progress = System.nanoTime();
    }

    /** Whether the application was told that the client did not send all of it, so that its failure is no wonder. */
    final boolean isBodyBroken() {
        return bodyBroken;
    }

    final void bodyIsBroken() {
        bodyBroken = true;
    }

    final boolean isAnswered() {
        return answered;
    }

    /** The answer is complete, so no more of the body will come. */
    final void answered() {
        answered = true;
    }

    /** For a log line; without the query, which may hold a secret. */
    @Override
    public String toString() {
        return method() + " " + path.path();
    }
}
