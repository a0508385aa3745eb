package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jminihttpd.http.ErrorAnswer;
import org.jminihttpd.http.RequestPath;
import org.jminihttpd.route.RouteRefusals;
import org.jminihttpd.route.RouteRefusals.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What there was too little of, the count of refusals says. */
@SuppressWarnings("FutureReturnValueIgnored") // of the end of a loop
class FileFailuresTests {

    private final RouteRefusals refusals = new RouteRefusals();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new RejectedExecutionException("no memory for more listings"), "listings"),
                Arguments.of(new OutOfMemoryError("Direct buffer memory"), "memory"),
                Arguments.of(new FileSystemException("a", null, "Too many open files"), "open_files"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void lackIsCounted(Throwable failure, String reason) {
        ErrorAnswer answer = new FileFailures(refusals).answer(path(), failure);
        assertThat(answer.statusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertOnly(reason);
    }

    @Test
    void whatIsNotThereIsNoRefusal() {
        new FileFailures(refusals).answer(path(), new NoSuchFileException("a"));
        assertThat(refusals.counts())
                .allSatisfy((name, count) -> assertThat(count).isZero());
    }

    @Test
    void queueThatIsFullIsCounted() {
        DefaultEventLoop loop = new DefaultEventLoop();
        CountDownLatch end = new CountDownLatch(1);
        DiskThreads full = new DiskThreads("full-", 1, 1, Reason.DISK_BUSY);
        try {
            full.execute(() -> awaitQuietly(end));
            full.execute(() -> {});
            ServerResponse answer = Mono.<ServerResponse>create(
                            sink -> new PendingAnswer(sink, loop, refusals).make(full, () -> null, full, () -> null))
                    .block();
            assertThat(Objects.requireNonNull(answer).statusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertOnly("disk_busy");
        } finally {
            end.countDown();
            loop.shutdownGracefully();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertOnly(String reason) {
        Map<String, Long> counts = refusals.counts();
        assertThat(counts).containsEntry(reason, 1L);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isOne();
    }

    private static RequestPath path() {
        return RequestPath.of("/a").orElseThrow();
    }
}
