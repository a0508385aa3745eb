package org.jminihttpd.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jminihttpd.config.ListenAddress.Tcp;
import org.jminihttpd.config.ListenerProperties.Purpose;
import org.jspecify.annotations.Nullable;

/** Reads every listener: {@code listen}, {@code listen_ssl} and {@code [management] listen}. */
final class ListenersReader {

    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    private final ConfigProblems problems;
    private final List<ListenerProperties> listeners = new ArrayList<>();
    private final Map<Object, Setting> taken = new HashMap<>();

    private ListenersReader(ConfigProblems problems) {
        this.problems = problems;
    }

    static List<ListenerProperties> read(Settings settings, ConfigProblems problems) {
        ListenersReader reader = new ListenersReader(problems);
        reader.add(settings.find("server", ServerKey.LISTEN.key()), false, Purpose.SITE);
        reader.add(settings.find("server", ServerKey.LISTEN_SSL.key()), true, Purpose.SITE);
        boolean site = !reader.listeners.isEmpty();
        reader.add(settings.section("management").get("listen"), false, Purpose.MANAGEMENT);
        if (!site && problems.list().isEmpty()) { // else the reason stands in the report already
            problems.add(new ConfigProblem(
                    null,
                    "[server]",
                    "There is nothing to listen on. Set listen or listen_ssl, for example listen = 80."));
        }
        return List.copyOf(reader.listeners);
    }

    private void add(@Nullable Setting setting, boolean tls, Purpose purpose) {
        if (setting == null) {
            return;
        }
        for (String element : SEPARATOR.split(setting.value(), 0)) {
            if (!element.isEmpty()) {
                try {
                    add(element, new ListenerProperties(ListenAddressGrammar.parse(element), tls, purpose, setting));
                } catch (IllegalArgumentException wrong) {
                    problems.add(setting, String.valueOf(wrong.getMessage()));
                }
            }
        }
    }

    private void add(String element, ListenerProperties listener) {
        if (listener.address() instanceof Tcp tcp && tcp.port() == 0) {
            listeners.add(listener); // the system chooses another port each time
            return;
        }
        Setting earlier = taken.putIfAbsent(identity(listener.address()), listener.setting());
        if (earlier == null) {
            listeners.add(listener);
            return;
        }
        Setting setting = listener.setting();
        String where =
                earlier.equals(setting) ? "twice" : "here and in [%s] %s".formatted(earlier.section(), earlier.key());
        problems.add(
                setting, "%s stands %s; one address has one listener.".formatted(PrintableText.quoted(element), where));
    }

    /** Equal for two spellings of one address. */
    private static Object identity(ListenAddress address) {
        if (address instanceof Tcp tcp && !tcp.host().isEmpty()) {
            try {
                int zone = tcp.host().indexOf('%');
                String literal = zone < 0 ? tcp.host() : tcp.host().substring(0, zone);
                String scope = zone < 0 ? "" : tcp.host().substring(zone);
                return List.of(InetAddress.getByName(literal), scope, tcp.port());
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible); // the grammar lets only literals through
            }
        }
        return address;
    }
}
