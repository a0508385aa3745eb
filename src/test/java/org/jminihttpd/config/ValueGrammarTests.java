package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueGrammarTests {

    @ParameterizedTest
    @CsvSource({
        "yes, true",
        "Yes, true",
        "TRUE, true",
        "on, true",
        "1, true",
        "no, false",
        "false, false",
        "Off, false",
        "0, false"
    })
    void yesAndNoAreTheWordsOfConfigparser(String text, boolean expected) {
        assertThat(ValueGrammar.yesNo(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "y", "n", "2", "enabled", "yes no", "ja", "ｙｅｓ"})
    void otherWordsAreNeither(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueGrammar.yesNo(text))
                .withMessage("\"%s\" is neither yes nor no.", text);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "007, 7", "100, 100"})
    void numberWithinItsBounds(String text, int expected) {
        assertThat(ValueGrammar.number(text, "things", 2, 100)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "101", "-5", "+5", "5.0", "5s", "1e1", "0x10", "٥", "9999999999", "5 "})
    void otherNumbersAreRefusedWithTheBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueGrammar.number(text, "things", 2, 100))
                .withMessage("\"%s\" is not a number of things from 2 to 100.", text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1023, 1023",
        "4k, 4096",
        "4K, 4096",
        "4 kB, 4096",
        "10m, 10485760",
        "10MB, 10485760",
        "1g, 1073741824",
        "1024g, 1099511627776",
        "1099511627776, 1099511627776",
        "12b, 12"
    })
    void sizeOfBytes(String text, long expected) {
        assertThat(ValueGrammar.size(text, 0, 1L << 40)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k",
                "-1",
                "1.5m",
                "1t",
                "1kk",
                "1 000",
                "1025g",
                "999999999999999g",
                "9999999999999999",
                "0x1"
            })
    void otherSizesAreRefusedWithTheBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueGrammar.size(text, 0, 1L << 40))
                .withMessage("\"%s\" is not a size from 0 to 1024g, for example 64k.", text);
    }
}
