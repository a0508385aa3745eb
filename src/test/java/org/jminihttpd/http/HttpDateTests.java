package org.jminihttpd.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun Nov 06 08:49:37 1994"
            })
    void threeFormatsAreRead(String text) {
        assertThat(HttpDate.parse(text)).isEqualTo("1994-11-06T08:49:37Z");
    }

    @Test
    void leapSecondIsRead() {
        assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT")).isEqualTo("2017-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                ",",
                "0",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 99999 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 29 Feb 1900 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 anF 1994 08:49:37 GMT",
                "Xyz, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:-7 GMT",
                "Sunny, 06-Nov-94 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT; length=5",
                "Sun Nov    08:49:37 1994",
                "1994-11-06T08:49:37Z",
                "Sun, 06 Nov -994 08:49:37 GMT"
            })
    void anythingElseIsNoDate(String text) {
        assertThat(HttpDate.parse(text)).isNull();
    }

    @Test
    void twoDigitYearIsAtMostFiftyYearsAhead() {
        int now = Instant.now().atOffset(ZoneOffset.UTC).getYear();
        for (int digits = 0; digits < 100; digits++) {
            Instant read = HttpDate.parse("Monday, 15-Jun-%02d 00:00:00 GMT".formatted(digits));
            assertThat(Objects.requireNonNull(read).atOffset(ZoneOffset.UTC).getYear())
                    .isBetween(now - 99, now + 50);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1994-11-06T08:49:37Z, 'Sun, 06 Nov 1994 08:49:37 GMT'",
        "1960-02-29T00:00:00.5Z, 'Mon, 29 Feb 1960 00:00:00 GMT'",
        "9999-12-31T23:59:59Z, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "+10000-01-01T00:00:00Z, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "+1000000000-12-31T23:59:59.999999999Z, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "0001-01-01T00:00:00Z, 'Mon, 01 Jan 0001 00:00:00 GMT'",
        "-1000000000-01-01T00:00:00Z, 'Mon, 01 Jan 0001 00:00:00 GMT'",
    })
    void anyInstantHasADate(Instant instant, String text) {
        assertThat(HttpDate.format(instant)).isEqualTo(text);
    }

    @Test
    void datesAreThoseOfTheJdk() {
        DateTimeFormatter jdk = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
        Random random = new Random(20260904);
        for (int i = 0; i < 20_000; i++) {
            Instant instant = Instant.ofEpochSecond((long) (random.nextDouble() * 253_402_300_799L));
            assertThat(HttpDate.format(instant)).isEqualTo(jdk.format(instant.atOffset(ZoneOffset.UTC)));
            assertThat(HttpDate.parse(HttpDate.format(instant))).isEqualTo(instant);
        }
    }
}
