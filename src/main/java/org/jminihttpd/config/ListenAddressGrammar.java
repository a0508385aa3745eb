package org.jminihttpd.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jminihttpd.config.ListenAddress.Family;

/** Reads one element of {@code listen}; throws IllegalArgumentException with a sentence that says what would be right. */
final class ListenAddressGrammar {

    private static final String FORMS = "Write PORT, IP:PORT, [IPv6]:PORT, sd:N, sd:NAME or unix:/path.sock.";

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.|$)){4}(?<!\\.)");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._-]{1,15}");

    /** Of struct sockaddr_un, without the ending zero. */
    private static final int MAX_UNIX_PATH = 107;

    private ListenAddressGrammar() {}

    static ListenAddress parse(String text) {
        if (text.startsWith("sd:")) {
            return inherited(text.substring(3));
        }
        if (text.startsWith("unix:")) {
            return unix(text.substring(5));
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException(portProblem(text, port));
        }
        return tcp(text, host, Integer.parseInt(port));
    }

    private static ListenAddress tcp(String text, String host, int port) {
        if (host.isEmpty()) {
            return new ListenAddress.Tcp("", port, Family.DUAL);
        }
        if (host.equals("0.0.0.0")) {
            return new ListenAddress.Tcp("", port, Family.IPV4);
        }
        if (IPV4.matcher(host).matches()) {
            return new ListenAddress.Tcp(host, port, Family.IPV4);
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String ipv6 = bracketed ? host.substring(1, host.length() - 1) : host;
        int percent = ipv6.indexOf('%');
        String address = percent < 0 ? ipv6 : ipv6.substring(0, percent);
        if (!isIpv6(address)
                || (percent >= 0 && !ZONE.matcher(ipv6.substring(percent + 1)).matches())) {
            throw new IllegalArgumentException(hostProblem(text, host, port));
        }
        return new ListenAddress.Tcp(ipv6.equals("::") ? "" : ipv6, port, Family.IPV6);
    }

    /** The name service is never asked: the text is checked first, and brackets mean a literal to the JDK. */
    private static boolean isIpv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            return InetAddress.getByName("[" + text + "]") instanceof Inet6Address; // an IPv4-mapped one is not
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    private static String portProblem(String text, String port) {
        if (port.matches("\\d+")) {
            return "%s is not a port; ports go from 0 to 65535.".formatted(PrintableText.quoted(port));
        }
        if (IPV4.matcher(text).matches()) {
            return "%s has no port. Did you mean \"%s:80\"?".formatted(PrintableText.quoted(text), text);
        }
        String address = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (isIpv6(address.replaceFirst("%.*", ""))) {
            return "%s has no port. Did you mean \"[%s]:80\"?".formatted(PrintableText.quoted(text), address);
        }
        return "%s is not an address to listen on. ".formatted(PrintableText.quoted(text)) + FORMS;
    }

    private static String hostProblem(String text, String host, int port) {
        if (isIpv6(text)) {
            return "%s has no port. Did you mean \"[%s]:80\"?".formatted(PrintableText.quoted(text), text);
        }
        if (host.equals("*")) {
            return "\"*\" is not an address. Did you mean \":%d\" (all interfaces)?".formatted(port);
        }
        if (host.equals("localhost")) {
            return "Host names are not looked up. Did you mean \"127.0.0.1:%d\"?".formatted(port);
        }
        if (host.matches("(?i)\\[?::ffff:\\d+\\.\\d+\\.\\d+\\.\\d+]?")) {
            return "%s is an IPv4 address. Write it without ::ffff:.".formatted(PrintableText.quoted(host));
        }
        if (host.matches("[\\d.]+") || host.indexOf(':') >= 0) {
            return "%s is not an IP address.".formatted(PrintableText.quoted(host));
        }
        return "%s is not an IP address; host names are not looked up. ".formatted(PrintableText.quoted(host)) + FORMS;
    }

    private static ListenAddress inherited(String name) {
        if (name.matches("\\d{1,9}")) {
            int index = Integer.parseInt(name);
            if (index == 0) {
                throw new IllegalArgumentException("Inherited sockets are counted from 1. Did you mean \"sd:1\"?");
            }
            return new ListenAddress.InheritedIndex(index);
        }
        if (!name.matches("[\\x21-\\x7e&&[^:]]{1,255}")) { // sd_listen_fds_with_names(3)
            throw new IllegalArgumentException(
                    "After \"sd:\" comes the number of an inherited socket, or its FileDescriptorName= (no colon in it).");
        }
        return new ListenAddress.InheritedName(name);
    }

    private static ListenAddress unix(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "The path of a socket begins with \"/\", for example unix:/run/web.sock.");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_UNIX_PATH) {
            throw new IllegalArgumentException("The path of a socket may have 107 bytes at most.");
        }
        return new ListenAddress.Unix(Path.of(path));
    }
}
