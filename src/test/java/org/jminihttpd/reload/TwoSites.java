package org.jminihttpd.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jminihttpd.RunningServer;

/**
 * Two directories that can be served, and a server that is to turn from one configuration to another.
 *
 * @param directory of the configuration and the sites
 * @param one has {@code page} and {@code list/entry-of-one}
 * @param two likewise
 */
record TwoSites(Path directory, Path one, Path two) {

    /** The head of a configuration with one listener. */
    static final String LISTEN = "[server]\nlisten = 127.0.0.1:0\naccess_log = off\n";

    static TwoSites in(Path directory) throws IOException {
        return new TwoSites(directory, site(directory, "one"), site(directory, "two"));
    }

    private static Path site(Path directory, String name) throws IOException {
        Path site = Files.createDirectory(directory.resolve(name));
        Files.writeString(site.resolve("page"), "page of " + name);
        Files.createDirectory(site.resolve("list"));
        Files.writeString(site.resolve("list/entry-of-" + name), "");
        return site;
    }

    RunningServer start(String ini) throws IOException {
        return RunningServer.start(directory, ini);
    }

    ReloadReport reload(RunningServer server, String ini) throws Exception {
        Files.writeString(directory.resolve("server.conf"), ini);
        return server.bean(Reloader.class).request().get(60, TimeUnit.SECONDS);
    }

    /** As {@link #reload}, without any problem or warning. */
    void reloadWell(RunningServer server, String ini) throws Exception {
        ReloadReport report = reload(server, ini);
        assertThat(report).isEqualTo(new ReloadReport(report.time(), true, "", "", ""));
    }

    /** A request after which the connection stays open. */
    static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    static String get(RunningServer server, String path) throws IOException {
        return get(server, 0, path);
    }

    static String get(RunningServer server, int listener, String path) throws IOException {
        return server.send(listener, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
}
