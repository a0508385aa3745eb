package org.jminihttpd.listen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jminihttpd.config.ListenAddress;
import org.jminihttpd.config.ListenerProperties;
import org.jminihttpd.tls.TestCertificates;
import org.jspecify.annotations.Nullable;

/** A test server in a process of its own: {@code ForkedServer CERTIFICATE sd:NAME tls:sd:NAME ...}. */
public final class ForkedServer {

    private ForkedServer() {}

    public static void main(String[] arguments) {
        List<ListenerProperties> listeners = new ArrayList<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            ListenAddress address = new ListenAddress.InheritedName(argument.substring(argument.lastIndexOf(':') + 1));
            listeners.add(argument.startsWith("tls:") ? TestServer.tls(address) : TestServer.plain(address));
        }
        Path pem = Path.of(arguments[0]);
        try {
            TestServer.start(TestServer.properties(
                    TestCertificates.files(pem, pem), true, listeners.toArray(ListenerProperties[]::new)));
        } catch (ListenException e) {
            System.out.println(BindFailureAnalyzer.describe(e));
            System.exit(1);
        }
    }

    /** Starts it behind systemd-socket-activate, which waits for a first connection. */
    static Process start(
            Path log, List<String> activation, @Nullable String notifySocket, Path pem, String... listeners)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("systemd-socket-activate"));
        command.addAll(activation);
        if (notifySocket != null) {
            command.add("-E");
            command.add("NOTIFY_SOCKET=" + notifySocket);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Dforked=true", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ForkedServer.class.getName(), pem.toString()));
        command.addAll(List.of(listeners));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
