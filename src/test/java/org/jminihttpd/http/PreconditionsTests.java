package org.jminihttpd.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jminihttpd.http.Preconditions.Outcome.FAILED;
import static org.jminihttpd.http.Preconditions.Outcome.NOT_MODIFIED;
import static org.jminihttpd.http.Preconditions.Outcome.PROCEED;

import java.time.Instant;
import java.util.List;
import org.jminihttpd.http.Preconditions.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** The file of these tests has the tag "a" and was modified on a Tuesday, half a second past noon. */
class PreconditionsTests {

    private static final EntityTag TAG = EntityTag.strong("a");
    private static final Instant MODIFIED = Instant.parse("2026-09-01T12:00:00.500Z");
    private static final String BEFORE = "Tue, 01 Sep 2026 11:59:59 GMT";
    private static final String SAME = "Tue, 01 Sep 2026 12:00:00 GMT";
    private static final String AFTER = "Tue, 01 Sep 2026 12:00:01 GMT";

    private static HttpHeaders headers(String... namesAndValues) {
        HttpHeaders headers = new HttpHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static Outcome get(String... namesAndValues) {
        return Preconditions.evaluate(headers(namesAndValues), HttpMethod.GET, TAG, MODIFIED);
    }

    @Test
    void noConditionProceeds() {
        assertThat(get()).isEqualTo(PROCEED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "a"            | PROCEED
                    *              | PROCEED
                    "b", "a"       | PROCEED
                    ,"b","a",      | PROCEED
                    "b"            | FAILED
                    W/"a"          | FAILED
                    "a             | FAILED
                    a              | FAILED
                    "b" "c", a"    | FAILED
                    "x,a,y"        | FAILED
                    """)
    void ifMatchComparesStrongly(String value, Outcome outcome) {
        assertThat(get("If-Match", value)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "a"            | NOT_MODIFIED
                    *              | NOT_MODIFIED
                    W/"a"          | NOT_MODIFIED
                    "b", W/"a"     | NOT_MODIFIED
                    "b,c" ,"a"     | NOT_MODIFIED
                    "b"            | PROCEED
                    "A"            | PROCEED
                    "aa", ""       | PROCEED
                    "x,a,y"        | PROCEED
                    w/"a"          | PROCEED
                    "b             | PROCEED
                    """)
    void ifNoneMatchComparesWeakly(String value, Outcome outcome) {
        assertThat(get("If-None-Match", value)).isEqualTo(outcome);
    }

    @Test
    void linesOfOneFieldAreOneList() {
        assertThat(get("If-None-Match", "\"b\"", "If-None-Match", "\"a\"")).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Match", "\"b\"", "If-Match", "\"a\"")).isEqualTo(PROCEED);
    }

    @Test
    void weakTagOfTheFileMatchesWeaklyOnly() {
        EntityTag weak = new EntityTag("a", true);
        HttpHeaders match = headers("If-Match", "W/\"a\", \"a\"");
        HttpHeaders noneMatch = headers("If-None-Match", "\"a\"");
        assertThat(Preconditions.evaluate(match, HttpMethod.GET, weak, null)).isEqualTo(FAILED);
        assertThat(Preconditions.evaluate(noneMatch, HttpMethod.GET, weak, null))
                .isEqualTo(NOT_MODIFIED);
        assertThat(weak).hasToString("W/\"a\"");
    }

    @Test
    void fileWithoutTagStillExists() {
        assertThat(Preconditions.evaluate(headers("If-Match", "*"), HttpMethod.GET, null, null))
                .isEqualTo(PROCEED);
        assertThat(Preconditions.evaluate(headers("If-Match", "\"a\""), HttpMethod.GET, null, null))
                .isEqualTo(FAILED);
        assertThat(Preconditions.evaluate(headers("If-None-Match", "\"a\""), HttpMethod.GET, null, null))
                .isEqualTo(PROCEED);
    }

    @Test
    void datesCompareWholeSeconds() {
        assertThat(get("If-Modified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(get("If-Modified-Since", SAME)).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Modified-Since", AFTER)).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Unmodified-Since", BEFORE)).isEqualTo(FAILED);
        assertThat(get("If-Unmodified-Since", SAME)).isEqualTo(PROCEED);
        assertThat(get("If-Unmodified-Since", AFTER)).isEqualTo(PROCEED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Modified-Since", "If-Unmodified-Since"})
    void whatIsNoDateIsIgnored(String field) {
        assertThat(get(field, "garbage")).isEqualTo(PROCEED);
        assertThat(get(field, "Sun, 06 Nov 99999 08:49:37 GMT")).isEqualTo(PROCEED);
        assertThat(get(field, "")).isEqualTo(PROCEED);
        assertThat(get(field, BEFORE, field, AFTER)).isEqualTo(PROCEED);
    }

    @Test
    void unknownModificationIgnoresDates() {
        HttpHeaders both = headers("If-Modified-Since", AFTER, "If-Unmodified-Since", BEFORE);
        assertThat(Preconditions.evaluate(both, HttpMethod.GET, TAG, null)).isEqualTo(PROCEED);
    }

    @Test
    void tagsOverrideDates() {
        assertThat(get("If-Match", "\"a\"", "If-Unmodified-Since", BEFORE)).isEqualTo(PROCEED);
        assertThat(get("If-None-Match", "\"b\"", "If-Modified-Since", AFTER)).isEqualTo(PROCEED);
    }

    @Test
    void ifMatchIsAskedFirst() {
        assertThat(get("If-Match", "\"b\"", "If-None-Match", "\"a\"")).isEqualTo(FAILED);
        assertThat(get("If-Match", "\"a\"", "If-None-Match", "\"a\"")).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Unmodified-Since", BEFORE, "If-None-Match", "\"a\"")).isEqualTo(FAILED);
    }

    @Test
    void methodDecidesWhatAMatchMeans() {
        HttpHeaders noneMatch = headers("If-None-Match", "\"a\"");
        HttpHeaders since = headers("If-Modified-Since", AFTER);
        assertThat(Preconditions.evaluate(noneMatch, HttpMethod.HEAD, TAG, MODIFIED))
                .isEqualTo(NOT_MODIFIED);
        assertThat(Preconditions.evaluate(noneMatch, HttpMethod.PUT, TAG, MODIFIED))
                .isEqualTo(FAILED);
        assertThat(Preconditions.evaluate(noneMatch, HttpMethod.OPTIONS, TAG, MODIFIED))
                .isEqualTo(PROCEED);
        assertThat(Preconditions.evaluate(since, HttpMethod.HEAD, TAG, MODIFIED))
                .isEqualTo(NOT_MODIFIED);
        assertThat(Preconditions.evaluate(since, HttpMethod.POST, TAG, MODIFIED))
                .isEqualTo(PROCEED);
    }

    @Test
    void longListIsReadOnce() {
        String list = "\"b\",".repeat(4_000_000);
        assertThat(get("If-None-Match", list)).isEqualTo(PROCEED);
        assertThat(get("If-None-Match", list + "\"a\"")).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-None-Match", "\"".repeat(4_000_001))).isEqualTo(PROCEED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "a"                             | true
                    Tue, 01 Sep 2026 12:00:00 GMT   | true
                    Tuesday, 01-Sep-26 12:00:00 GMT | true
                    "b"                             | false
                    W/"a"                           | false
                    a                               | false
                    *                               | false
                    "a", "b"                        | false
                    Tue, 01 Sep 2026 11:59:59 GMT   | false
                    Tue, 01 Sep 2026 12:00:01 GMT   | false
                    garbage                         | false
                    """)
    void ifRangeWantsExactlyThisFile(String value, boolean applies) {
        assertThat(Preconditions.rangeApplies(headers("If-Range", value), TAG, MODIFIED))
                .isEqualTo(applies);
    }

    @Test
    void rangeWithoutIfRangeApplies() {
        assertThat(Preconditions.rangeApplies(headers(), null, null)).isTrue();
    }

    @Test
    void ifRangeNeedsAStrongTag() {
        assertThat(rangeApplies("W/\"a\"", new EntityTag("a", true), null)).isFalse();
        assertThat(rangeApplies("\"a\"", null, MODIFIED)).isFalse();
        assertThat(rangeApplies(SAME, TAG, null)).isFalse();
    }

    private static boolean rangeApplies(String value, @Nullable EntityTag tag, @Nullable Instant modified) {
        HttpHeaders headers = new HttpHeaders();
        headers.put("If-Range", List.of(value));
        return Preconditions.rangeApplies(headers, tag, modified);
    }
}
