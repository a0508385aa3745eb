package org.jminihttpd.cli;

import java.util.List;

/** What the command line asks for. */
public sealed interface CommandLine {

    /** Serve. The arguments are for Spring: {@code --key=value}. */
    record Run(List<String> arguments) implements CommandLine {}

    /** Only report the mistakes of the configuration. */
    record Check(List<String> arguments) implements CommandLine {}

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
            Usage: jminihttpd [-c FILE] [--check] [--KEY=VALUE ...]
                   jminihttpd --serve DIR [--listen PORT]

              -c, --config FILE  read FILE instead of /etc/jminihttpd.conf
              --check            report all mistakes of the configuration and exit (0: none, 78: some)
              --serve DIR        serve one directory without a configuration file
              --listen PORT      with --serve: PORT or IP:PORT, default 8080
              --KEY=VALUE        overrides the file, for example --jminihttpd.server.listen=8080
              --version          print the version and exit
              -h, --help         print this and exit
            """;

    /** Reads the arguments of main; never fails. */
    static CommandLine parse(String... arguments) {
        return new CommandLineParser(List.of(arguments)).parse();
    }
}
