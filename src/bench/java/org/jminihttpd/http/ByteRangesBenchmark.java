package org.jminihttpd.http;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A Range field, from the usual one to the most parts that are answered. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ByteRangesBenchmark {

    @Param({
        "bytes=1000000-1065535",
        "bytes=-500",
        "bytes=0-0,-1",
        "bytes=0-1,10-11,20-21,30-31,40-41,50-51,60-61,70-71,80-81,90-91,100-101,110-111,120-121,130-131,140-141,150-151",
        "lines=1-2"
    })
    String field = "";

    @Benchmark
    public ByteRanges parse() {
        return ByteRanges.parse(field, 1L << 30);
    }
}
