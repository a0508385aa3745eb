package org.jminihttpd.accesslog;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jminihttpd.accesslog.Lines.Output;
import org.jminihttpd.config.AccessLogProperties;
import org.jminihttpd.config.AccessLogProperties.Format;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.config.Setting;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Logs one line for each answer of a server; one instance serves all listeners of the process.
 *
 * <p>Its handler stands right behind the HTTP codec, so that it sees every answer, whoever gives it: routes, the guard, or
 * whatever else is put behind it in the pipeline. (reactor-netty's own access log sees those of its handler only.)
 */
public final class AccessLog implements AutoCloseable {

    /** The name of the handler in the pipeline: what answers requests must be placed behind it. */
    public static final String HANDLER = "jminihttpd.accessLog";

    /** The User-Agent of requests for {@code *} that are not logged: those by which the server looks at itself. */
    public static final String OWN_AGENT = "jminihttpd/" + Long.toHexString(new Random().nextLong());

    /** The name of the writer of all routes that have none of their own: no URL is empty. */
    private static final String STANDARD = "";

    private final Supplier<@Nullable AnswerObserver> observer;
    private final Function<CharSequence, String> routes;

    /** Those of each server whose connections are open, and of which listener it is. */
    private final Map<Lines, ListenerProperties> lines = new WeakHashMap<>();

    private final Map<String, LogWriter> writers = new HashMap<>();
    private AccessLogProperties current = new AccessLogProperties(Format.OFF, null, null);

    /** Another way to log, with its files open. */
    public final class Change {

        private final AccessLogProperties properties;
        private final Map<String, LogTarget> targets = new HashMap<>();

        private Change(AccessLogProperties properties) {
            this.properties = properties;
            try {
                open(STANDARD, properties);
                properties.routes().forEach(this::open);
                properties.listeners().forEach((address, log) -> open(name(address), log));
            } catch (RuntimeException failed) {
                discard();
                throw failed;
            }
        }

        private void open(String name, AccessLogProperties log) {
            if (log.format() != Format.OFF) {
                targets.put(name, AccessLog.open(log));
            }
        }

        /** Has all answers that end from now on logged in this way. */
        public void commit() {
            turnTo(properties, targets);
        }

        /** Leaves the log as it is. */
        public void discard() {
            targets.values().forEach(LogWriter::close);
        }
    }

    /**
     * Opens the files, if the log has some.
     *
     * @param observer who is told of the site's answers at the moment; null if nobody is
     * @param routes the URL of the route of a request target
     * @throws ConfigProblemsException if one cannot be opened
     */
    public AccessLog(
            AccessLogProperties properties,
            Supplier<@Nullable AnswerObserver> observer,
            Function<CharSequence, String> routes) {
        this.observer = observer;
        this.routes = routes;
        prepare(properties).commit();
    }

    /**
     * Opens the files that another configuration, or the same after log rotation, has.
     *
     * @throws ConfigProblemsException if one cannot be opened
     */
    public Change prepare(AccessLogProperties properties) {
        return new Change(properties);
    }

    private synchronized void turnTo(AccessLogProperties properties, Map<String, LogTarget> targets) {
        targets.forEach((name, target) -> {
            LogWriter current = writers.get(name);
            if (current == null) {
                writers.put(name, new LogWriter(target));
            } else {
                current.switchTo(target);
            }
        });
        current = properties;
        lines.forEach(this::turn);
        List<String> unused = writers.keySet().stream()
                .filter(name -> !targets.containsKey(name))
                .toList();
        unused.forEach(name -> Objects.requireNonNull(writers.remove(name)).close());
    }

    private void turn(Lines some, ListenerProperties listener) {
        ListenAddress address = listener.address();
        AccessLogProperties own = current.listeners().get(address);
        Output standard = own == null ? output(STANDARD, current) : output(name(address), own);
        Map<String, Output> byRoute = new HashMap<>();
        if (isSite(listener)) {
            current.routes().forEach((url, log) -> byRoute.put(url, output(url, log)));
        }
        some.turnTo(standard, Map.copyOf(byRoute));
    }

    private static boolean isSite(ListenerProperties listener) {
        return listener.purpose() == ListenerProperties.Purpose.SITE;
    }

    /** Of the writer of a listener; that of a route begins with a slash. */
    private static String name(ListenAddress address) {
        return "listen " + address;
    }

    private Output output(String name, AccessLogProperties log) {
        return log.format() == Format.OFF ? Output.OFF : new Output(format(log.format()), writers.get(name));
    }

    private static LogTarget open(AccessLogProperties properties) {
        Path file = properties.file();
        if (file == null) {
            return new StandardOutput();
        }
        if (file.equals(AccessLogProperties.SYSLOG)) {
            return new Syslog(file);
        }
        try {
            return new LogFile(file);
        } catch (IOException failed) {
            Setting setting = properties.setting();
            String message = "The file of the access log cannot be opened: %s.".formatted(failed.getMessage());
            throw new ConfigProblemsException(List.of(
                    setting == null
                            ? new ConfigProblem(null, file.toString(), message)
                            : ConfigProblem.of(setting, message)));
        }
    }

    private static LineFormat format(Format format) {
        return switch (format) {
            case JSON -> new JsonFormat();
            case COMBINED -> new NcsaFormat(true);
            case COMMON, OFF -> new NcsaFormat(false);
        };
    }

    /**
     * The log of one server: what adds it to a connection whose codec is in place, behind all else that is put there.
     *
     * @param listener whose server it is; the observer is told of the answers of the site only
     */
    public Consumer<Channel> of(ListenerProperties listener) {
        Lines own = isSite(listener) ? new Lines(observer, routes) : new Lines(() -> null, target -> "actuator");
        add(own, listener);
        return channel -> install(channel, own);
    }

    private synchronized void add(Lines own, ListenerProperties listener) {
        lines.put(own, listener);
        turn(own, listener);
    }

    /** A connection that begins while nobody listens is never logged or counted, and costs nothing. */
    private static void install(Channel channel, Lines lines) {
        if (lines.areOff()) {
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        Peer peer = Peer.of(channel.remoteAddress(), pipeline.get(SslHandler.class));
        pipeline.addAfter(
                NettyPipeline.HttpCodec,
                HANDLER,
                pipeline.get(NettyPipeline.HttpCodec) instanceof Http2FrameCodec codec
                        ? new Http2AccessLog(lines, peer, codec.connection())
                        : new Http1AccessLog(lines, peer));
    }

    /** Writes every line still waiting and ends the writer; gives up on an output that takes nothing. */
    @Override
    public synchronized void close() {
        writers.values().forEach(LogWriter::close);
        writers.clear();
    }
}
