package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The WSGI applications of the tests: {@code /} as it is, all others behind wsgiref.validate. */
final class WsgiSite {

    private WsgiSite() {}

    /** Serves them, with a file {@code data} in the directory. */
    static PythonSite serve(Path directory) throws IOException {
        Files.writeString(directory.resolve("data"), "0123456789abcdefghij");
        return PythonSite.serve(directory, """
                [routes]
                / = wsgi:@/app.py
                /valid/ = wsgi:@/validated.py
                /deep/er/ = wsgi:@/validated.py
                /single = wsgi:@/validated.py
                /project/ = wsgi:@/project:inner/wsgi.py
                [route /]
                threads = 4
                """);
    }

    /** Ends it; the validator must have found nothing. */
    static void close(PythonSite site) throws IOException {
        try (site) {
            assertThat(site.log()).doesNotContain("validate.py", "WSGIWarning");
        }
    }
}
