package org.jminihttpd.http;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The normal form of a path: once for each request on the general path. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestPathBenchmark {

    @Param({
        "/small.html",
        "/css/2026/11/site-4f2a9c.min.css",
        "/a%20b/%7Euser/x%2Fy",
        "/a/./b/../c//d",
        "/gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.html"
    })
    String path = "";

    @Benchmark
    public Optional<RequestPath> normalise() {
        return RequestPath.of(path);
    }
}
