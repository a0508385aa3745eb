package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTests {

    @ParameterizedTest
    @CsvSource({"64, 1", "96, 1", "256, 160", "1024, 768", "4096, 3072", "65536, 20000", "9223372036854775807, 20000"})
    void someFilesAreLeftForTheServerItself(long limit, int connections) {
        assertThat(OpenFiles.defaultConnections(limit)).isEqualTo(connections);
    }
}
