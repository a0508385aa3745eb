package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept when more files are asked for than may be. */
class HotFilesTests {

    private final HotFiles files = new HotFiles();
    private final FileTree tree;
    private final FileFinder route;
    private final EventLoop loop = new DefaultEventLoop();

    HotFilesTests(@TempDir Path root) throws Exception {
        Files.writeString(root.resolve("f"), "x");
        Thread.sleep(25); // until its stamp tells changes apart
        tree = new FileTree(root, SymlinkPolicy.FOLLOW);
        route = new FileFinder(tree, StaticOptions.of(Map.of()), true, files, new DiskThreads());
    }

    @AfterEach
    @SuppressWarnings("FutureReturnValueIgnored") // nothing depends on it
    void close() {
        files.close(route);
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void newCopiesTakeThePlacesOfThoseNobodyAsksFor() throws IOException {
        for (int i = 0; i < HotFiles.MOST_COPIES; i++) {
            copy("old" + i);
        }
        for (int i = 0; i < 2 * HotFiles.MOST_COPIES; i++) {
            assertThat(isKept("old7")).isTrue();
            copy("new" + i);
        }
        assertThat(kept("old")).isOne();
        assertThat(kept("new")).isBetween(HotFiles.MOST_COPIES / 2, HotFiles.MOST_COPIES - 1);
    }

    @Test
    void openFilesAndCopiesDoNotPushEachOtherOut() throws IOException {
        copy("copy");
        for (int i = 0; i < 500; i++) {
            open("open" + i);
        }
        assertThat(isKept("copy")).isTrue();
        assertThat(isKept("open499")).isTrue();
        assertThat(isKept("open0")).isFalse();
    }

    @Test
    void newerStateOfAFileCountsWhateverItIs() throws IOException {
        open("f");
        copy("f");
        ServedFile kept = Objects.requireNonNull(files.get(route, "f", null));
        assertThat(kept.content()).isNotNull();
        kept.release();
    }

    private int kept(String prefix) {
        int kept = 0;
        for (int i = 0; i < 2 * HotFiles.MOST_COPIES; i++) {
            kept += isKept(prefix + i) ? 1 : 0;
        }
        return kept;
    }

    private boolean isKept(String rest) {
        ServedFile file = files.get(route, rest, null);
        if (file == null) {
            return false;
        }
        file.release();
        return true;
    }

    private void copy(String rest) throws IOException {
        try (FileTree.OpenFile found = find()) {
            put(
                    rest,
                    ServedFile.inMemory(
                            found, "", UnpooledByteBufAllocator.DEFAULT.buffer().writeByte('x'), Runnable::run));
        }
    }

    private void open(String rest) throws IOException {
        put(rest, ServedFile.onDisk(find(), "", 1, Runnable::run));
    }

    private void put(String rest, ServedFile file) {
        files.put(route, rest, file, loop);
        file.release();
    }

    private FileTree.OpenFile find() throws IOException {
        return (FileTree.OpenFile) Objects.requireNonNull(tree.open("f"));
    }
}
