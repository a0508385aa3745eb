package org.jminihttpd;

import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Objects;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.cli.HealthQuestion;
import org.jminihttpd.cli.HealthTarget;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.process.Watchdog;

/** A request to one of our own listeners, which no route answers. One that is closed for want of connections is alive too. */
final class OwnRequest implements Watchdog.Question {

    private static final String REQUEST = "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: "
            + AccessLog.OWN_AGENT + "\r\n\r\n";

    @Override
    public void ask(Listener listener) throws IOException {
        new HealthQuestion(new HealthTarget(
                        reached(listener), "localhost", listener.properties().tls(), "*"))
                .send(REQUEST);
    }

    private static SocketAddress reached(Listener listener) throws IOException {
        SocketAddress address = listener.address();
        if (address instanceof DomainSocketAddress unix) {
            return UnixDomainSocketAddress.of(unix.path());
        }
        InetSocketAddress tcp = (InetSocketAddress) address;
        InetAddress ip = Objects.requireNonNull(tcp.getAddress());
        if (!ip.isAnyLocalAddress()) {
            return tcp;
        }
        boolean alsoIpv4 = !(ip instanceof Inet6Address)
                || (listener.properties().address() instanceof ListenAddress.Tcp configured
                        && configured.family() == ListenAddress.Family.DUAL);
        return new InetSocketAddress(InetAddress.getByName(alsoIpv4 ? "127.0.0.1" : "::1"), tcp.getPort());
    }
}
