package org.jminihttpd.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
public sealed interface CommandLine {

    /** Serve. The arguments are for Spring: {@code --key=value}. */
    record Run(List<String> arguments) implements CommandLine {}

    /** Only report the mistakes of the configuration. */
    record Check(List<String> arguments, boolean json) implements CommandLine {}

    /** Only say what a request for a URL would be answered with, and why. */
    record Explain(String url, List<String> arguments, boolean json) implements CommandLine {}

    /**
     * Ask the running server for its health.
     *
     * @param url whom to ask, or null for the server of the configuration
     * @param arguments of the server
     * @param json whether to answer for machines
     */
    record Health(@Nullable String url, List<String> arguments, boolean json) implements CommandLine {}

    /** Print how the program is used. */
    record Help() implements CommandLine {
        /** The text to print, ending with a line break. */
        public String text() {
            return HELP;
        }
    }

    /** Print the version. */
    record Version() implements CommandLine {}

    /** Exit with code 2; the message says why. */
    record UsageError(String message) implements CommandLine {}

    String HELP = """
            Usage: jminihttpd [-c FILE] [--check [--json] | --explain URL [--json]] [--KEY=VALUE ...]
                   jminihttpd --serve DIR [--listen PORT]
                   jminihttpd --health [URL | -c FILE] [--json]

              -c, --config FILE  read FILE instead of /etc/jminihttpd.conf
              --check            report all mistakes of the configuration, and what deserves a look, and exit
                                 (0: no mistakes, 78: some)
              --explain URL      say which listener, route and file or program answers a request for URL, with
                                 which header fields and why, and exit (0: it is answered, 1: it is refused)
              --serve DIR        serve one directory without a configuration file
              --listen PORT      with --serve: PORT or IP:PORT, default 8080
              --health [URL]     ask the running server whether it is up and exit (0: it is, 1: it is not);
                                 URL is http://HOST:PORT, https://HOST:PORT (the certificate is not
                                 verified) or unix:/path.sock, default is the server of the configuration
              --json             with --check, --explain and --health: answer in JSON
              --KEY=VALUE        overrides the file, for example --jminihttpd.server.listen=8080
              --version          print the version and exit
              -h, --help         print this and exit
            """;

    /** Reads the arguments of main; never fails. */
    static CommandLine parse(String... arguments) {
        return new CommandLineParser(List.of(arguments)).parse();
    }
}
