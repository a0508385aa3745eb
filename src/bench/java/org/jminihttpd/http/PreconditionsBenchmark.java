package org.jminihttpd.http;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/** The conditions of a request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PreconditionsBenchmark {

    private static final EntityTag TAG = EntityTag.strong("18c0a4f2-400");
    private static final Instant DATE = Instant.ofEpochSecond(1_700_000_000);

    @Param({
        "Accept: text/html",
        "If-None-Match: \"18c0a4f2-400\"",
        "If-None-Match: \"a\", W/\"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"18c0a4f2-400\"",
        "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT"
    })
    String field = "";

    private final HttpHeaders request = new HttpHeaders();

    @Setup
    public void addField() {
        int colon = field.indexOf(':');
        request.set(HttpHeaders.USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        request.set(field.substring(0, colon), field.substring(colon + 2));
    }

    @Benchmark
    public Preconditions.Outcome evaluate() {
        return Preconditions.evaluate(request, HttpMethod.GET, TAG, DATE);
    }
}
