package org.jminihttpd.reload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jminihttpd.accesslog.AccessLog;
import org.jminihttpd.config.AccountProperties;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.listen.ListenException;
import org.jminihttpd.listen.ListenerGroup;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.tls.Certificates;
import org.jminihttpd.tls.CurrentCertificates;
import org.jspecify.annotations.Nullable;

/** All that serves and can be changed. A change is made ready part by part; only when every part is, all take effect. */
public final class LiveSite {

    private final CurrentConfiguration configuration;
    private final @Nullable AccountProperties started;
    private final CurrentRouteTable tables;
    private final CurrentCertificates certificates;
    private final AccessLog accessLog;
    private final ListenerGroup listeners;

    public LiveSite(
            CurrentConfiguration configuration,
            CurrentRouteTable tables,
            CurrentCertificates certificates,
            AccessLog accessLog,
            ListenerGroup listeners) {
        this.configuration = configuration;
        this.started = configuration.properties().account();
        this.tables = tables;
        this.certificates = certificates;
        this.accessLog = accessLog;
        this.listeners = listeners;
    }

    /**
     * Has a checked configuration take effect. Takes as long as its applications take to start.
     *
     * @param fresh the table of its routes, which were not opened; it is closed if it does not come into effect
     * @return what takes effect only at a restart
     * @throws ConfigProblemsException if it cannot; then everything is as before
     */
    List<String> turnTo(HttpdProperties next, RouteTable fresh) {
        List<String> needRestart = otherAccount(next.account());
        Deque<Runnable> undo = new ArrayDeque<>();
        RouteTable running = tables.table();
        RouteTable table = fresh.keeping(running);
        undo.push(() -> table.without(running).forEach(route -> route.handler().close()));
        try {
            Certificates before = certificates.get();
            Certificates after = certificates(next, before);
            Runnable reread = after != null && after == before ? after.reread() : () -> {};
            AccessLog.Change log = accessLog.prepare(next.accessLog());
            undo.push(log::discard);
            ListenerGroup.Change sockets = listeners.prepare(next, after);
            undo.push(sockets::discard);
            start(table.without(running), running);

            tables.replace(table);
            reread.run();
            log.commit();
            configuration.use(next);
            sockets.commit();
            certificates.replace(after);
            return needRestart;
        } catch (ListenException refused) {
            undo.forEach(Runnable::run);
            throw new ConfigProblemsException(
                    List.of(ConfigProblem.of(refused.setting(), Objects.requireNonNull(refused.getMessage()))));
        } catch (RuntimeException refused) {
            undo.forEach(Runnable::run);
            throw refused;
        }
    }

    /** The files of the certificate, if it is served but its files cannot be read any more. */
    @Nullable
    CertificateProperties certificateOutOfReach() {
        Certificates served = certificates.get();
        return served == null || started == null ? null : served.outOfReach();
    }

    /** Whether a certificate is the one that is served. */
    boolean serves(@Nullable CertificateProperties files, boolean http2) {
        Certificates served = certificates.get();
        return served != null && files != null && served.areOf(files, http2);
    }

    private List<String> otherAccount(@Nullable AccountProperties wanted) {
        if (names(started).equals(names(wanted))) {
            return List.of();
        }
        AccountProperties place = Objects.requireNonNull(wanted == null ? started : wanted);
        return List.of(ConfigProblemsFailureAnalyzer.report(List.of(ConfigProblem.of(
                place.setting(), "It was changed, which takes effect when the server is restarted."))));
    }

    private static String names(@Nullable AccountProperties account) {
        return account == null ? "" : account.user() + ":" + account.group();
    }

    private static @Nullable Certificates certificates(HttpdProperties next, @Nullable Certificates before) {
        CertificateProperties files = next.certificate();
        if (files == null) {
            return null;
        }
        return before != null && before.areOf(files, next.http2()) ? before : new Certificates(files, next.http2());
    }

    /** A route that cannot answer is a mistake, unless the one in its place could not either. */
    private static void start(List<Route> routes, RouteTable running) {
        routes.forEach(route -> route.handler().open());
        ConfigProblems problems = new ConfigProblems();
        for (Route route : routes) {
            route.handler().awaitStart();
            boolean wasBroken = running.route(route.path())
                    .flatMap(before -> before.handler().problem())
                    .isPresent();
            if (!wasBroken) {
                route.handler()
                        .problem()
                        .ifPresent(problem -> problems.add(route.entry().setting(), problem + "."));
            }
        }
        problems.throwIfAny();
    }
}
