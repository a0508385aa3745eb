package org.jminihttpd.destination.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.jminihttpd.lane.Turn;
import org.jspecify.annotations.Nullable;

/** What request paths lead to in one route: the file itself, an index file, or a directory. */
final class FileFinder {

    private final FileTree tree;
    private final StaticOptions options;
    private final boolean ownsDescendants;
    private final HotFiles hotFiles;
    private final DiskThreads diskThreads;
    private volatile boolean closed;

    /**
     * Made once for each route.
     *
     * @param ownsDescendants whether it is a directory route
     */
    FileFinder(
            FileTree tree, StaticOptions options, boolean ownsDescendants, HotFiles hotFiles, DiskThreads diskThreads) {
        this.tree = tree;
        this.options = options;
        this.ownsDescendants = ownsDescendants;
        this.hotFiles = hotFiles;
        this.diskThreads = diskThreads;
    }

    /** What a path leads to. */
    sealed interface Found {}

    /** A file; the receiver owns the reference. */
    record File(ServedFile file) implements Found {}

    /** A directory without index file; the receiver closes it. */
    record Directory(FileTree.OpenDirectory directory) implements Found {}

    /** A directory that was asked for without its last slash. */
    record SlashMissing() implements Found {}

    /** Nothing that is served. */
    record Nothing() implements Found {}

    /**
     * A file asked for lately, if it is still the same: one stat, a new reference.
     *
     * @param turn that may have had the stat already; null for a stat in any case
     */
    @Nullable
    ServedFile findHot(String rest, @Nullable Turn turn) {
        if (!namesDirectory(rest)) {
            return hotFiles.get(this, rest, turn);
        }
        return options.index().isEmpty()
                ? null
                : hotFiles.get(this, rest + options.index().get(0), turn);
    }

    /** Looks for anything. Blocks. */
    Found find(String rest, EventLoop loop) throws IOException {
        if (!namesDirectory(rest)) {
            return found(tree.open(rest), rest, false, loop);
        }
        for (String index : options.index()) {
            FileTree.Found found = tree.open(rest + index);
            if (found instanceof FileTree.OpenFile file) {
                return new File(serve(file, rest + index, loop));
            }
            close(found);
        }
        return found(options.listsDirectories() ? tree.open(rest) : null, rest, true, loop);
    }

    /** Whether a request for a path would be answered, as far as links matter. Blocks. */
    boolean isServed(String rest) {
        try (FileTree.Found found = tree.open(rest)) {
            return found != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The file or directory of the route. */
    Path root() {
        return tree.root();
    }

    /** What {@link #find} leads to, in words. Blocks. */
    String describe(String rest) {
        try {
            if (!namesDirectory(rest)) {
                return describe(rest, false);
            }
            for (String index : options.index()) {
                try (FileTree.Found found = tree.open(rest + index)) {
                    if (found instanceof FileTree.OpenFile file) {
                        return file.place().text();
                    }
                }
            }
            return options.listsDirectories()
                    ? describe(rest, true)
                    : tree.root().resolve(FileNames.relative(rest)) + ": refused, has no index file and listing = no";
        } catch (IOException e) {
            return tree.root().resolve(FileNames.relative(rest)) + ": refused, "
                    + (e instanceof AccessDeniedException
                            ? "user " + System.getProperty("user.name") + " may not read it"
                            : e);
        }
    }

    private String describe(String rest, boolean wantsDirectory) throws IOException {
        try (FileTree.Found found = tree.open(rest)) {
            if (found instanceof FileTree.OpenFile file && !wantsDirectory) {
                return file.place().text();
            }
            if (found instanceof FileTree.OpenDirectory directory) {
                return "directory " + directory.place().text()
                        + (wantsDirectory ? ", which is listed" : ", whose URL ends in \"/\"");
            }
            return tree.whyNothing(rest, found != null);
        }
    }

    /** Lets go of all files. */
    void close() {
        closed = true;
        hotFiles.close(this);
    }

    private boolean namesDirectory(String rest) {
        return rest.isEmpty() ? ownsDescendants : rest.endsWith("/");
    }

    private Found found(FileTree.@Nullable Found found, String rest, boolean wantsDirectory, EventLoop loop)
            throws IOException {
        if (found instanceof FileTree.OpenFile file && !wantsDirectory) {
            return new File(serve(file, rest, loop));
        }
        if (found instanceof FileTree.OpenDirectory directory && wantsDirectory) {
            return new Directory(directory);
        }
        close(found);
        return found instanceof FileTree.OpenDirectory && ownsDescendants ? new SlashMissing() : new Nothing();
    }

    private ServedFile serve(FileTree.OpenFile file, String rest, EventLoop loop) throws IOException {
        FileChannel channel = file.channel();
        long length = channel.size();
        String contentType = MediaTypes.of(String.valueOf(file.place().path().getFileName()));
        ServedFile served;
        if (length > HotFiles.LARGEST) {
            served = ServedFile.onDisk(file, contentType, length, diskThreads);
        } else {
            try (channel) {
                served = ServedFile.inMemory(file, contentType, read(channel, (int) length), diskThreads);
            }
        }
        hotFiles.put(this, rest, served, loop);
        if (closed) { // meanwhile: the client has left, and with it the last request of the route
            hotFiles.close(this);
        }
        return served;
    }

    /** What is there, if it became shorter meanwhile. */
    private static ByteBuf read(FileChannel channel, int length) throws IOException {
        ByteBuf content = UnpooledByteBufAllocator.DEFAULT.directBuffer(length, length);
        try {
            while (content.isWritable()
                    && content.writeBytes(channel, content.writerIndex(), content.writableBytes()) > 0) {
                // a read may return less than asked for
            }
            return content;
        } catch (IOException | RuntimeException e) {
            content.release();
            throw e;
        }
    }

    private static void close(FileTree.@Nullable Found found) throws IOException {
        if (found != null) {
            found.close();
        }
    }
}
