package org.jminihttpd.process;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.Listeners;
import org.jminihttpd.reload.ReloadReport;
import org.jminihttpd.reload.Reloader;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/** Tells systemd, by sd_notify(3), when every listener serves and when the end begins; its failure never hurts. */
public final class SystemdNotifier implements ApplicationListener<ApplicationEvent>, Reloader.Observer {

    private static final Log log = LogFactory.getLog(SystemdNotifier.class);

    /** Characters of what is served, and of what went wrong: systemd shows them in one line. */
    private static final int LONGEST = 500;

    private final @Nullable String socket;
    private final Listeners listeners;
    private final Supplier<List<String>> routes;

    /**
     * @param socket {@code NOTIFY_SOCKET}: a path, or a name in the abstract name space after {@code @}; null means nobody
     *     asks
     * @param routes the URLs of those that are served at the moment
     */
    public SystemdNotifier(@Nullable String socket, Listeners listeners, Supplier<List<String>> routes) {
        this.socket = socket;
        this.listeners = listeners;
        this.routes = routes;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent) {
            send("READY=1\nSTATUS=" + serving());
        } else if (event instanceof ContextClosedEvent) {
            send("STOPPING=1\nSTATUS=Finishing the running requests");
        }
    }

    @Override
    public void reloading() {
        // of CLOCK_MONOTONIC, which this is on Linux
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** The server is ready whatever came of it. */
    @Override
    public void reloaded(ReloadReport report) {
        String refused = report.applied()
                ? ""
                : "; the configuration is unchanged, since that of the reload has mistakes: "
                        + report.problems().lines().map(String::strip).collect(Collectors.joining(" "));
        send("READY=1\nSTATUS=" + serving() + shortened(refused));
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private String serving() {
        return shortened("Serving " + String.join(", ", routes.get()) + " on "
                + listeners.all().stream().map(Listener::url).collect(Collectors.joining(", ")));
    }

    /** Sends lines as sd_notify(3) has them, if somebody asks for them. */
    void send(String message) {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        try {
            Epoll.ensureAvailability();
            byte[] address = socket.getBytes(StandardCharsets.UTF_8);
            if (socket.startsWith("@")) {
                address[0] = 0; // unix(7): an abstract name starts with a NUL
            }
            ByteBuffer text = ByteBuffer.allocateDirect(message.length() * 3);
            text.put(message.getBytes(StandardCharsets.UTF_8)).flip();
            Socket datagram = Socket.newSocketDomainDgram();
            try {
                datagram.sendToDomainSocket(text, 0, text.limit(), address);
            } finally {
                datagram.close();
            }
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            log.warn("systemd was not told \"" + message.lines().findFirst().orElse("") + "\": " + e);
        }
    }
}
