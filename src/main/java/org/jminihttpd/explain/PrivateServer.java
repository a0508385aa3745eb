package org.jminihttpd.explain;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.cli.HealthQuestion;
import org.jminihttpd.cli.HealthTarget;
import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.AccessLogProperties.Format;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.lane.FastLane;
import org.jminihttpd.listen.ListenerGroup;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.listen.ListenersCustomizer;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableRouter;
import org.jminihttpd.route.RouterHandler;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.http.server.reactive.HttpHandler;

/** All that a listener of the site does, on a loopback port of its own for one request; its routes are not opened. */
final class PrivateServer implements AutoCloseable {

    private static final ListenAddress ADDRESS = new ListenAddress.Tcp("127.0.0.1", 0, Family.IPV4);

    private final Listeners listeners;
    private final ListenersCustomizer servers;
    private final AccessLog accessLog =
            new AccessLog(new AccessLogProperties(Format.OFF, null, null), () -> null, target -> "");
    private final WebServer server;
    private final ListenerGroup group;

    PrivateServer(
            HttpdProperties properties,
            @Nullable Certificates certificates,
            ListenerProperties like,
            RouteTable table) {
        HttpdProperties own = own(properties, like);
        listeners = Listeners.open(own.listeners());
        servers = new ListenersCustomizer(listeners, own, accessLog, like.tls() ? certificates : null, FastLane.off());
        HttpHandler site = RouterHandler.of(new RouteTableRouter(table));
        NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
        servers.customize(factory);
        server = factory.getWebServer(site);
        server.start();
        group = new ListenerGroup(listeners, servers, () -> site, () -> site, Duration.ofSeconds(5));
        group.start();
    }

    private static HttpdProperties own(HttpdProperties properties, ListenerProperties like) {
        return new HttpdProperties(
                List.of(new ListenerProperties(ADDRESS, like.tls(), like.purpose(), like.setting())),
                like.tls() ? properties.certificate() : null,
                properties.http2(),
                properties.hsts(),
                false,
                properties.maxThreads(),
                properties.limits(),
                properties.accessLog(),
                properties.routes(),
                Map.of(),
                properties.reload(),
                properties.management(),
                null);
    }

    /** The head of the answer to HEAD, which is that of GET. */
    String head(AskedUrl url) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listeners.all().get(0).address();
        boolean tls = listeners.all().get(0).properties().tls();
        return new HealthQuestion(new HealthTarget(address, "127.0.0.1", tls, url.target()))
                .send("HEAD " + url.target() + " HTTP/1.1\r\nHost: " + url.authority()
                        + "\r\nAccept: text/html,*/*\r\nUser-Agent: jminihttpd-explain\r\nConnection: close\r\n\r\n");
    }

    @Override
    public void close() {
        group.stop();
        server.stop();
        servers.close();
        accessLog.close();
    }
}
