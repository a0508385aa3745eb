package org.jminihttpd.destination.files;

import java.util.Arrays;
import org.jminihttpd.destination.files.DirectoryListing.Row;

/**
 * The rows of a listing in a few arrays: 30 bytes each where objects took 130, so that large directories fit in small
 * heaps.
 *
 * <p>A row is the length of its name and whether it is a directory (two bytes), the bytes of its name, and size and time as
 * numbers of variable length. Rows lie in chunks, none across two, and are found by where they start.
 */
final class RowTable {

    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int FIRST_CHUNK = 1024;
    private static final int MOST_BYTES_OF_NUMBER = 10;

    private byte[][] chunks = {new byte[FIRST_CHUNK]};
    private int chunkCount = 1;
    private int used;
    private int[] starts = new int[32];
    private int count;

    int count() {
        return count;
    }

    /** Bytes of heap. */
    long weight() {
        return (long) (chunkCount - 1) * CHUNK + chunks[chunkCount - 1].length + 4L * starts.length;
    }

    void add(Row row) {
        byte[] name = row.name().bytes();
        byte[] chunk = chunkFor(2 + name.length + 2 * MOST_BYTES_OF_NUMBER);
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count + (count >> 1));
        }
        starts[count++] = (chunkCount - 1) << CHUNK_BITS | used;
        chunk[used++] = (byte) (name.length >> 7);
        chunk[used++] = (byte) (name.length << 1 | (row.directory() ? 1 : 0));
        System.arraycopy(name, 0, chunk, used, name.length);
        used += name.length;
        addNumber(chunk, row.size());
        addNumber(chunk, row.modified() << 1 ^ row.modified() >> 63); // the sign last, so that small numbers stay short
    }

    /** The last chunk, with room for so many bytes more. */
    private byte[] chunkFor(int bytes) {
        byte[] chunk = chunks[chunkCount - 1];
        if (used + bytes <= chunk.length) {
            return chunk;
        }
        if (chunk.length < CHUNK) { // the first one, as long as it is small
            chunks[0] = Arrays.copyOf(chunk, Math.min(CHUNK, Math.max(2 * chunk.length, used + bytes)));
            return chunkFor(bytes);
        }
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunkCount);
        }
        used = 0;
        chunks[chunkCount] = new byte[CHUNK];
        return chunks[chunkCount++];
    }

    private void addNumber(byte[] chunk, long number) {
        long rest = number;
        while ((rest & ~0x7f) != 0) {
            chunk[used++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        chunk[used++] = (byte) rest;
    }

    /** A row, by its place in the order. */
    Row get(int index) {
        int start = starts[index];
        byte[] chunk = chunk(start);
        int at = nameOf(start);
        int end = at + nameLength(chunk, start);
        byte[] name = Arrays.copyOfRange(chunk, at, end);
        long size = number(chunk, end);
        while (chunk[end++] < 0) {
            // the bytes of the size
        }
        long modified = number(chunk, end);
        return new Row(new FileName(name), isDirectory(chunk, start), size, modified >>> 1 ^ -(modified & 1));
    }

    private static long number(byte[] chunk, int from) {
        long number = 0;
        int at = from;
        for (int shift = 0; ; shift += 7) {
            byte part = chunk[at++];
            number |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return number;
            }
        }
    }

    private byte[] chunk(int start) {
        return chunks[start >>> CHUNK_BITS];
    }

    private static int nameOf(int start) {
        return (start & (CHUNK - 1)) + 2;
    }

    private static int nameLength(byte[] chunk, int start) {
        int at = start & (CHUNK - 1);
        return (chunk[at] & 0xff) << 7 | (chunk[at + 1] & 0xff) >> 1;
    }

    private static boolean isDirectory(byte[] chunk, int start) {
        return (chunk[(start & (CHUNK - 1)) + 1] & 1) != 0;
    }

    /** Brings directories to the front, and both into the order of {@link NameOrder}. */
    void sort() {
        mergeSort(Arrays.copyOf(starts, count), starts, 0, count);
    }

    /** Java sorts numbers by a comparator only as objects, which would take more than the rows. */
    private void mergeSort(int[] from, int[] to, int begin, int end) {
        if (end - begin < 2) {
            return;
        }
        int middle = (begin + end) >>> 1;
        mergeSort(to, from, begin, middle);
        mergeSort(to, from, middle, end);
        int i = begin;
        int j = middle;
        for (int k = begin; k < end; k++) {
            to[k] = j == end || (i < middle && compare(from[i], from[j]) <= 0) ? from[i++] : from[j++];
        }
    }

    private int compare(int a, int b) {
        byte[] chunkA = chunk(a);
        byte[] chunkB = chunk(b);
        if (isDirectory(chunkA, a) != isDirectory(chunkB, b)) {
            return isDirectory(chunkA, a) ? -1 : 1;
        }
        int nameA = nameOf(a);
        int nameB = nameOf(b);
        return NameOrder.compare(
                chunkA, nameA, nameA + nameLength(chunkA, a), chunkB, nameB, nameB + nameLength(chunkB, b));
    }
}
