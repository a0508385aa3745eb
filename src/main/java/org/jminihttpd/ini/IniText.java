package org.jminihttpd.ini;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The physical lines of an INI file: strict UTF-8 of bounded size without control characters.
 *
 * @param lines without their ends; what had to be refused is replaced by U+FFFD, so that reading can go on behind it
 */
record IniText(List<String> lines) {

    /** Far above any real file, and small enough to be read, or refused, in an instant. */
    static final int MAX_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read; a file above {@link #MAX_BYTES} is a problem without lines instead
     */
    static IniText read(Path file, Consumer<IniProblem> problems) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            problems.accept(new IniProblem(0, "", "The file is larger than 1 MiB."));
            return new IniText(List.of());
        }
        return of(bytes, problems);
    }

    static IniText of(byte[] bytes, Consumer<IniProblem> problems) {
        if (bytes.length >= 2 && (bytes[0] & bytes[1] & 0xff) == 0xfe && bytes[0] != bytes[1]) { // its byte order mark
            problems.accept(new IniProblem(1, "", "The file is UTF-16. Save it as UTF-8."));
            return new IniText(List.of());
        }
        List<String> lines = new ArrayList<>();
        int begin = 0;
        while (begin < bytes.length) {
            int end = begin;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            lines.add(line(bytes, begin, end, lines.size() + 1, problems));
            boolean crlf = end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n';
            begin = end + (crlf ? 2 : 1);
        }
        return new IniText(lines);
    }

    private static String line(byte[] bytes, int begin, int end, int number, Consumer<IniProblem> problems) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, begin, end - begin))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            text = new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
            problems.accept(new IniProblem(
                    number, text, "The bytes of this line are not UTF-8. Save the file with that encoding."));
        }
        if (number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        int control = firstControl(text);
        if (control < 0) {
            return text;
        }
        problems.accept(new IniProblem(
                number,
                text,
                "Control characters have no place in the file; U+%04X at column %d."
                        .formatted((int) text.charAt(control), control + 1)));
        StringBuilder clean = new StringBuilder(text);
        for (int i = control; i < clean.length(); i++) {
            if (isControl(clean.charAt(i))) {
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean.toString();
    }

    private static int firstControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isControl(char c) {
        return c != '\t' && Character.isISOControl(c);
    }
}
