package org.jminihttpd.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jminihttpd.config.CertificateProperties;
import org.jminihttpd.config.ConfigProblems;
import org.jminihttpd.config.ConfigProblemsException;
import org.jminihttpd.config.ConfigProblemsFailureAnalyzer;
import org.jminihttpd.config.FileStamp;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.config.HttpdPropertiesReader;
import org.jminihttpd.route.RouteTable;
import org.jminihttpd.route.RouteTableFactory;
import org.jminihttpd.route.RouteWarnings;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.support.EnvironmentPostProcessorsFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads the configuration again when it is asked to, one time after another, and tells how it went. */
public final class Reloader implements AutoCloseable {

    private static final Log log = LogFactory.getLog(Reloader.class);

    /** Who wants to know; called on the reloading thread. */
    public interface Observer {

        /** A reload begins. */
        void reloading();

        /** It has ended. */
        void reloaded(ReloadReport report);
    }

    private final ConfigurationSource source;
    private final RouteTableFactory routes;
    private final BiFunction<HttpdProperties, ConfigurableEnvironment, Predicate<String>> answeredBefore;
    private final LiveSite site;
    private final BootSettings bootSettings;
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable CompletableFuture<ReloadReport>> waiting = new AtomicReference<>();
    private final ThreadPoolExecutor thread;
    private volatile @Nullable ReloadReport last;
    private volatile FileStamp read;

    /**
     * @param started the environment that the configuration in effect was read from
     * @param readers what reads it anew
     * @param answeredBefore which paths something else answers before the routes of a configuration
     */
    public Reloader(
            ConfigurableEnvironment started,
            EnvironmentPostProcessorsFactory readers,
            RouteTableFactory routes,
            BiFunction<HttpdProperties, ConfigurableEnvironment, Predicate<String>> answeredBefore,
            LiveSite site) {
        this.source = new ConfigurationSource(started, readers);
        this.routes = routes;
        this.answeredBefore = answeredBefore;
        this.site = site;
        this.bootSettings = new BootSettings(started);
        this.read = source.stamp();
        thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread one = new Thread(task, "reload");
            one.setDaemon(true);
            return one;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    public void tell(Observer observer) {
        observers.add(observer);
    }

    /** How the last reload went; null before the first. */
    public @Nullable ReloadReport last() {
        return last;
    }

    /** Tells one content of the configuration's file from another. */
    FileStamp stamp() {
        return source.stamp();
    }

    /** Whether this is what was read last. */
    boolean hasRead(FileStamp stamp) {
        return stamp.equals(read);
    }

    /** Has the configuration read soon. Requests that come before the reading begins are one. */
    public CompletableFuture<ReloadReport> request() {
        CompletableFuture<ReloadReport> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<ReloadReport> first = waiting.get();
            if (first != null) {
                return first.copy();
            }
            if (waiting.compareAndSet(null, mine)) {
                thread.execute(() -> run(mine));
                return mine.copy();
            }
        }
    }

    private void run(CompletableFuture<ReloadReport> request) {
        waiting.set(null); // whoever asks now has seen something that this run may not see
        observers.forEach(Observer::reloading);
        ReloadReport report = reload();
        last = report;
        observers.forEach(observer -> observer.reloaded(report));
        request.complete(report);
    }

    private ReloadReport reload() {
        ReloadReport report;
        try {
            report = apply();
            log.info("The configuration was read again and is in effect"
                    + (report.afterRestart().isEmpty()
                            ? ""
                            : ", but for what needs a restart:\n" + report.afterRestart()));
            if (!report.warnings().isEmpty()) {
                log.warn("This deserves a look:\n" + report.warnings());
            }
        } catch (ConfigProblemsException mistakes) {
            report = ReloadReport.refused(ConfigProblemsFailureAnalyzer.report(mistakes.problems()));
            log.error("The configuration was read again but not used; all of the one before stays in effect:\n"
                    + report.problems());
        } catch (RuntimeException | Error failure) { // whatever it is, the server goes on
            report = ReloadReport.refused(String.valueOf(failure.getMessage()));
            log.error("The configuration could not be read again; all of the one before stays in effect", failure);
        }
        return report;
    }

    private ReloadReport apply() {
        read = source.stamp();
        ConfigurableEnvironment environment = source.read();
        ConfigProblems problems = new ConfigProblems();
        CertificateProperties outOfReach = site.certificateOutOfReach();
        HttpdProperties properties = HttpdPropertiesReader.readAgain(environment, problems, outOfReach);
        RouteTable table = routes.create(properties, problems);
        try {
            if (outOfReach == null || !site.serves(properties.certificate(), properties.http2())) {
                Certificates.check(properties, problems);
            }
            new RouteWarnings(table, answeredBefore.apply(properties, environment), problems).add();
            problems.throwIfAny();
        } catch (RuntimeException refused) {
            table.close();
            throw refused;
        }
        List<String> needRestart = new ArrayList<>(site.turnTo(properties, table));
        ApplicationLog.reopen();
        needRestart.addAll(bootSettings.turnTo(environment));
        return ReloadReport.applied(
                ConfigProblemsFailureAnalyzer.report(problems.warnings()), String.join("\n", needRestart));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
