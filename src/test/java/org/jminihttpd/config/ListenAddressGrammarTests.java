package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.jminihttpd.config.ListenAddress.Family;
import org.jminihttpd.config.ListenAddress.InheritedIndex;
import org.jminihttpd.config.ListenAddress.InheritedName;
import org.jminihttpd.config.ListenAddress.Tcp;
import org.jminihttpd.config.ListenAddress.Unix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of CONFIG.md's {@code listen}, and row 27 of the bad inputs; the reports of wrong ones are golden files. */
class ListenAddressGrammarTests {

    @ParameterizedTest
    @CsvSource({
        "80,                        '',               80,    DUAL,  :80",
        ":80,                       '',               80,    DUAL,  :80",
        "0,                         '',               0,     DUAL,  :0",
        "65535,                     '',               65535, DUAL,  :65535",
        "00080,                     '',               80,    DUAL,  :80",
        "0.0.0.0:80,                '',               80,    IPV4,  0.0.0.0:80",
        ":::80,                     '',               80,    IPV6,  :::80",
        "[::]:80,                   '',               80,    IPV6,  :::80",
        "127.0.0.1:8080,            127.0.0.1,        8080,  IPV4,  127.0.0.1:8080",
        "255.255.255.255:1,         255.255.255.255,  1,     IPV4,  255.255.255.255:1",
        "[::1]:80,                  ::1,              80,    IPV6,  [::1]:80",
        "::1:80,                    ::1,              80,    IPV6,  [::1]:80",
        "2001:db8::1:80,            2001:db8::1,      80,    IPV6,  [2001:db8::1]:80",
        "[2001:DB8:0:0:0:0:0:1]:80, 2001:DB8:0:0:0:0:0:1, 80, IPV6, [2001:DB8:0:0:0:0:0:1]:80",
        "[64:ff9b::10.0.0.1]:80,    64:ff9b::10.0.0.1, 80,   IPV6,  [64:ff9b::10.0.0.1]:80",
        "fe80::1%eth0:80,           fe80::1%eth0,     80,    IPV6,  [fe80::1%eth0]:80",
        "[fe80::1%eth0.5]:80,       fe80::1%eth0.5,   80,    IPV6,  [fe80::1%eth0.5]:80",
        "[fe80::1%2]:80,            fe80::1%2,        80,    IPV6,  [fe80::1%2]:80",
    })
    void tcpAddress(String text, String host, int port, Family family, String printed) {
        assertThat(ListenAddressGrammar.parse(text))
                .isEqualTo(new Tcp(host, port, family))
                .hasToString(printed);
        assertThat(ListenAddressGrammar.parse(printed)).isEqualTo(new Tcp(host, port, family));
    }

    @Test
    void otherAddresses() {
        assertThat(ListenAddressGrammar.parse("sd:1")).isEqualTo(new InheritedIndex(1));
        assertThat(ListenAddressGrammar.parse("sd:web")).isEqualTo(new InheritedName("web"));
        assertThat(ListenAddressGrammar.parse("sd:web-1.socket")).isEqualTo(new InheritedName("web-1.socket"));
        assertThat(ListenAddressGrammar.parse("unix:/run/x:y.sock")).isEqualTo(new Unix(Path.of("/run/x:y.sock")));
        assertThat(ListenAddressGrammar.parse("unix:/" + "x".repeat(106))).isInstanceOf(Unix.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "::",
                "-80",
                "+80",
                "8 0",
                "0x50",
                "80.",
                ".80",
                "١٢",
                "65536",
                "1:2",
                "a:80",
                "[]:80",
                "[:80",
                "::]:80",
                "[127.0.0.1]:80",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0:80",
                "127.0.0.1.1:80",
                "0127.0.0.1:80",
                "1e3:80",
                "2130706433:80",
                "0x7f.0.0.1:80",
                "::ffff:127.0.0.1:80",
                "[::ffff:7f00:1]:80",
                "[::1]80",
                "[[::1]]:80",
                "1:2:3:4:5:6:7:8:9:80",
                "[12345::]:80",
                "[::1%]:80",
                "[::1%a/b]:80",
                "[::1%25eth0\u0000]:80",
                "*:80",
                "localhost:80",
                "sd:",
                "sd:0",
                "sd:-1x:y",
                "sd:a b",
                "sd:é",
                "SD:1",
                "unix:",
                "unix:x",
                "unix:@x",
                "UNIX:/x",
                "http://x:80",
                "80/tcp",
                "80-90"
            })
    void anythingElseIsRefusedWithASentence(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddressGrammar.parse(text))
                .satisfies(refused -> assertThat(refused.getMessage()).matches("(?s)[\"A-Z].*[.?]"));
    }
}
