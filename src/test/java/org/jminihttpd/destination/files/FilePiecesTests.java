package org.jminihttpd.destination.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCounted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePiecesTests {

    private static final int LEAST = 64 * 1024;

    private final byte[] bytes = StaticServer.bytes(30, 300_007);
    private final ServedFile file;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int regions;

    FilePiecesTests(@TempDir Path root) throws IOException {
        Files.write(root.resolve("f"), bytes);
        FileTree.Found found = new FileTree(root, SymlinkPolicy.FOLLOW).open("f");
        file = ServedFile.onDisk(
                (FileTree.OpenFile) Objects.requireNonNull(found), "text/plain", bytes.length, Runnable::run);
    }

    @AfterEach
    void close() {
        file.release();
        assertThat(file.isGone()).as("nobody else holds the file").isTrue();
    }

    @Test
    void piecesOfAnySizeMakeUpTheFile() throws IOException {
        send(List.of(new BodyPart.Slice(0, bytes.length)), 0, 64 * 1024, 4096, 128 * 1024);
        assertThat(sent.toByteArray()).isEqualTo(bytes);
        assertThat(regions).isZero();
    }

    @Test
    void kernelSendsTheFirstAndWhatThereIsNoRoomFor() throws IOException {
        send(List.of(new BodyPart.Slice(7, bytes.length - 7)), LEAST, LEAST, 4096, LEAST, 32 * 1024);
        assertThat(sent.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(bytes, 7, bytes.length - 7, StandardCharsets.ISO_8859_1));
        assertThat(regions).isEqualTo(3);
    }

    @Test
    void textStandsBetweenTheParts() throws IOException {
        BodyPart text = new BodyPart.Text("--text--");
        send(List.of(text, new BodyPart.Slice(0, 100_000), text, new BodyPart.Slice(5, 1), text), LEAST, LEAST, 8192);
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(sent.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo("--text--" + all.substring(0, 100_000) + "--text--" + all.charAt(5) + "--text--");
    }

    /** Asks for pieces of these sizes, in turn. */
    private void send(List<BodyPart> parts, int least, int... sizes) throws IOException {
        List<ReferenceCounted> given = new ArrayList<>();
        FilePieces pieces = new FilePieces(file, parts, least);
        for (int i = 0; ; i++) {
            ReferenceCounted piece = pieces.next(UnpooledByteBufAllocator.DEFAULT, sizes[i % sizes.length]);
            if (piece == null) {
                pieces.close();
                assertThat(given).allMatch(past -> past.refCnt() == 0);
                return;
            }
            if (piece instanceof ByteBuf buffer) {
                buffer.readBytes(sent, buffer.readableBytes());
            } else {
                FileRegion region = (FileRegion) piece;
                regions++;
                assertThat(region.transferTo(Channels.newChannel(sent), 0)).isEqualTo(region.count());
            }
            piece.release();
            given.add(piece);
        }
    }
}
