package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateCopyTests {

    private Path directory;

    @BeforeEach
    void keep(@TempDir Path temporary) {
        directory = temporary;
    }

    @Test
    void replacingTheOriginalDoesNotTouchTheCopy() throws Exception {
        Path original = Files.writeString(directory.resolve("a.jar"), "before");
        try (PrivateCopy copy = PrivateCopy.create()) {
            Path copied = copy.add(original);
            Files.writeString(original, "after");
            assertThat(copied).hasContent("before");
            assertThat(copied.getFileName().toString()).isEqualTo("001-a.jar");
            assertThat(Files.getPosixFilePermissions(copied.getParent()))
                    .extracting(Enum::name)
                    .allMatch(name -> name.startsWith("OWNER"));
        }
    }

    @Test
    void closingRemovesTheDirectory() throws Exception {
        PrivateCopy copy = PrivateCopy.create();
        Path copied = copy.add(Files.writeString(directory.resolve("a.jar"), "x"));
        copy.close();
        assertThat(copied.getParent()).doesNotExist();
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndNothingElse() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path abandoned = Files.createTempDirectory("jminihttpd-app-");
        Files.createFile(abandoned.resolve("lock"));
        Files.writeString(abandoned.resolve("001-a.jar"), "left");
        Path target = Files.writeString(directory.resolve("target"), "precious");
        Files.createSymbolicLink(abandoned.resolve("link"), directory);
        Path withoutLock = Files.createTempDirectory(temporary, "jminihttpd-app-");
        try (PrivateCopy used = PrivateCopy.create();
                PrivateCopy other = PrivateCopy.create()) {
            assertThat(abandoned).doesNotExist();
            assertThat(target).hasContent("precious");
            assertThat(used.add(target)).exists();
            assertThat(other.add(target)).exists();
            assertThat(withoutLock).exists();
        } finally {
            Files.delete(withoutLock);
        }
    }
}
