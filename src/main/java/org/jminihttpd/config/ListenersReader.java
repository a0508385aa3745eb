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
    private int elements;

    private ListenersReader(ConfigProblems problems) {
        this.problems = problems;
    }

    static List<ListenerProperties> read(Settings settings, ConfigProblems problems) {
        ListenersReader reader = new ListenersReader(problems);
        reader.add(settings.find("server", ServerKey.LISTEN.key()), false, Purpose.SITE);
        reader.add(settings.find("server", ServerKey.LISTEN_SSL.key()), true, Purpose.SITE);
        if (reader.elements == 0) {
            reader.nothing(settings);
        }
        reader.add(settings.section("management").get("listen"), false, Purpose.MANAGEMENT);
        return List.copyOf(reader.listeners);
    }

    private void nothing(Settings settings) {
        boolean misspelled = !ServerKey.keys()
                        .containsAll(settings.section("server").keySet())
                || settings.sections().stream()
                        .anyMatch(section -> !section.equals("server")
                                && Spelling.nearest(section, List.of("server")).isPresent());
        if (misspelled || !settings.problems().isEmpty()) {
            return; // the reason stands in the report already
        }
        String message = "There is nothing to listen on. Set listen or listen_ssl, for example listen = 80.";
        Setting empty = settings.find("server", ServerKey.LISTEN.key());
        if (empty != null) {
            problems.add(empty, message);
        } else {
            Setting header = settings.header("server");
            problems.add(new ConfigProblem(header == null ? null : header.origin(), "[server]", message));
        }
    }

    private void add(@Nullable Setting setting, boolean tls, Purpose purpose) {
        if (setting == null) {
            return;
        }
        for (String element : SEPARATOR.split(setting.value(), 0)) {
            if (element.isEmpty()) {
                continue;
            }
            elements++;
            try {
                add(element, new ListenerProperties(ListenAddressGrammar.parse(element), tls, purpose, setting));
            } catch (IllegalArgumentException wrong) {
                String comment = SectionReader.hint(element);
                problems.add(setting, wrong.getMessage() + comment);
                if (!comment.isEmpty()) {
                    return;
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
