package org.jminihttpd.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class LogWriterTests {

    private final MemoryTarget target = new MemoryTarget();
    private final LogWriter writer = new LogWriter(target);

    @Test
    void lineAppearsWithoutFurtherOnes() throws Exception {
        add("one");
        assertThat(target.await(1)).containsExactly("one");
        add("two");
        assertThat(target.await(2)).containsExactly("one", "two");
        writer.close();
    }

    @Test
    void linesOfManyThreadsStayWholeAndInOrder() throws Exception {
        List<Thread> threads = new ArrayList<>();
        int perThread = 10_000; // all of it has room, should the writer get no time
        for (int t = 0; t < 4; t++) {
            String name = "thread" + t + " ";
            Thread thread = new Thread(() -> {
                for (int i = 0; i < perThread; i++) {
                    add(name + i);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        writer.close();
        assertThat(target.lines()).hasSize(4 * perThread);
        for (int t = 0; t < 4; t++) {
            String name = "thread" + t + " ";
            assertThat(target.lines().stream().filter(line -> line.startsWith(name)))
                    .containsExactlyElementsOf(IntStream.range(0, perThread)
                            .mapToObj(i -> name + i)
                            .toList());
        }
        assertThat(target.writes()).isLessThan(4000); // batches, not lines
    }

    @Test
    void closeWritesWhatIsWaiting() {
        for (int i = 0; i < 1000; i++) {
            add("line " + i);
        }
        writer.close();
        assertThat(target.lines()).hasSize(1000).endsWith("line 999");
        assertThat(target.isClosed()).isTrue();
    }

    @Test
    void stuckTargetLosesLinesThatAreCountedAndHoldsNobodyUp(CapturedOutput output) throws Exception {
        target.stick();
        String line = "x".repeat(999);
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            add(line); // would never return if it waited
        }
        target.release();
        add("after");
        writer.close();
        int written = target.lines().size();
        assertThat(written).isBetween(1000, 2 * LogWriter.ROOM / 1000 + 2);
        // at most at once, and at the end
        assertThat(Pattern.compile("The access log lost (\\d+) lines")
                        .matcher(output)
                        .results()
                        .map(result -> Integer.parseInt(result.group(1))))
                .hasSizeLessThanOrEqualTo(2)
                .satisfies(said -> assertThat(
                                said.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(count + 1 - written));
    }

    @Test
    void targetThatFailsLosesLinesAndIsTriedAgain(CapturedOutput output) throws Exception {
        target.fail(true);
        add("lost");
        add("lost too");
        long end = System.nanoTime() + 20_000_000_000L;
        while (!output.toString().contains("The access log lost") && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(output).contains("The access log lost ");
        target.fail(false);
        add("kept");
        assertThat(target.await(1)).contains("kept");
        writer.close();
    }

    @Test
    void closeGivesUpOnStuckTarget() {
        target.stick();
        add("never");
        writer.close();
        assertThat(target.lines()).isEmpty();
        target.release();
    }

    @Test
    void reopenedFileIsTheNewOne(@TempDir Path directory) throws Exception {
        writer.close();
        Path file = directory.resolve("access.log");
        Path rotated = directory.resolve("access.log.1");
        Files.writeString(file, "before\n");
        try (LogWriter files = new LogWriter(new LogFile(file))) {
            LogFileLines lines = new LogFileLines(file);
            add(files, "one");
            assertThat(lines.next()).isEqualTo("before");
            assertThat(lines.next()).isEqualTo("one");
            Files.move(file, rotated);
            add(files, "two");
            files.switchTo(new LogFile(file));
            add(files, "three");
            assertThat(new LogFileLines(file).next()).isEqualTo("three");
        }
        assertThat(Files.readAllLines(rotated)).containsExactly("before", "one", "two");
    }

    private void add(String line) {
        add(writer, line);
    }

    private static void add(LogWriter writer, String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        writer.add(bytes, bytes.length);
    }
}
