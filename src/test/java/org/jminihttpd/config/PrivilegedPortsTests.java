package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegedPortsTests {

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 1024, 1024", // a user
        "000001ffffffffff, 1024, 0", // root
        "0000000000000400, 1024, 0", // CAP_NET_BIND_SERVICE alone
        "fffffffffffffbff, 1024, 1024", // all but that
        "0000000000000000, 80, 80" // as the sysctl says
    })
    void portsArePrivilegedUnlessTheCapabilityIsThere(String effective, String start, int first) {
        String status = "Name:\tjava\nCapPrm:\t000001ffffffffff\nCapEff:\t" + effective + "\nSeccomp:\t0\n";
        assertThat(PrivilegedPorts.of(status, start + "\n").first()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"80, true", "127.0.0.1:1023, true", "1024, false", "0, false", "sd:1, false", "unix:/run/s, false"})
    void portBelowTheFirstIsWarnedOf(String listen, boolean warned) {
        ConfigProblems problems = new ConfigProblems();
        new PrivilegedPorts(1024)
                .warnOf(
                        Configured.by("[server]\nlisten = " + listen + "\n")
                                .properties()
                                .listeners(),
                        problems);
        assertThat(ConfigProblemsFailureAnalyzer.report(problems.warnings()))
                .matches(warned ? "(?s)\\S+:2: \\[server] listen = .*may not open port (80|1023)\\..*" : "");
    }
}
