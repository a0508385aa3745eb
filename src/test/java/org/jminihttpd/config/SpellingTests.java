package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTests {

    @ParameterizedTest
    @CsvSource({
        "lisen, listen",
        "Listen, listen",
        "listne, listen",
        "lissten, listen",
        "tineout, timeout",
        "listenssl, listen_ssl",
        "listen_tls, listen_ssl",
        "sslcert, ssl_cert",
        "maxthreads, max_threads",
    })
    void nearestWordIsFound(String written, String meant) {
        assertThat(Spelling.nearest(written, ServerKey.keys())).contains(meant);
        assertThat(Spelling.hint(written, ServerKey.keys())).isEqualTo(" Did you mean \"%s\"?".formatted(meant));
    }

    @Test
    void wordThatIsNearNothingHasNoHint() {
        assertThat(Spelling.hint("password", ServerKey.keys())).isEmpty();
        assertThat(Spelling.hint("", ServerKey.keys())).isEmpty();
        assertThat(Spelling.hint("x".repeat(1 << 20), ServerKey.keys())).isEmpty();
        assertThat(Spelling.hint("listen", List.of())).isEmpty();
    }
}
