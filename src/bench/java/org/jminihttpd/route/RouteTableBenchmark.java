package org.jminihttpd.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jminihttpd.config.Destination;
import org.jminihttpd.config.RouteEntry;
import org.jminihttpd.config.Setting;
import org.jminihttpd.http.RequestPath;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Mono;

/** Which route answers, out of few and out of many; paths take turns, so that no look-up has its route at hand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteTableBenchmark {

    @Param({"10", "10000"})
    int routes;

    private RouteTable table = new RouteTable(List.of());
    private List<String> inDirectory = List.of();
    private List<String> files = List.of();
    private List<String> deep = List.of();
    private int next;

    /** Half are directories, half files; the root takes what is left. */
    @Setup
    public void makeTable() {
        List<String> urls = IntStream.range(0, routes)
                .mapToObj(i -> i % 2 == 0 ? "/site-%d/pages/".formatted(i) : "/site-%d/page.html".formatted(i))
                .toList();
        table = new RouteTable(Stream.concat(Stream.of("/"), urls.stream())
                .map(url -> new Route(url, entry(url), (request, path) -> Mono.empty()))
                .toList());
        files = urls.stream().filter(url -> !url.endsWith("/")).toList();
        inDirectory = urls.stream()
                .filter(url -> url.endsWith("/"))
                .map(url -> url + "2026/11/index.html")
                .toList();
        deep = urls.stream()
                .map(url -> "/none" + url + "a/b/c/d/e/f/g/h/i/j")
                .map(url -> url.replace("//", "/"))
                .toList();
    }

    @Benchmark
    public RouteTable.Match file() {
        return find(files);
    }

    @Benchmark
    public RouteTable.Match belowDirectory() {
        return find(inDirectory);
    }

    /** Of no route but the root, a dozen segments below it. */
    @Benchmark
    public RouteTable.Match farBelowTheRoot() {
        return find(deep);
    }

    /** A path is new with each request: its hash is not known yet. Makes one too, then. */
    private RouteTable.Match find(List<String> paths) {
        next = next + 7 < paths.size() ? next + 7 : (next + 7) % paths.size();
        return table.find(
                RequestPath.of(new String(paths.get(next).toCharArray())).orElseThrow());
    }

    private static RouteEntry entry(String url) {
        return new RouteEntry(
                url, new Destination("test", "x"), Map.of(), Map.of(), new Setting("routes", url, "test:x", null));
    }
}
