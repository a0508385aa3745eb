package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTests {

    @ParameterizedTest
    @CsvSource({
        "64, 20, 1",
        "100, 40, 1",
        "256, 20, 172",
        "1024, 24, 744",
        "65536, 36, 49116",
        "9223372036854775807, 20, 2147483647"
    })
    void someFilesAreLeftForTheServerItself(long limit, long inUse, int connections) {
        assertThat(OpenFiles.mostConnections(limit, inUse)).isEqualTo(connections);
    }
}
