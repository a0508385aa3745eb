package org.jminihttpd.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The journal of systemd, which takes the priority of a line from its beginning: sd-daemon(3). */
public final class Journal {

    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;

    /** For Logback: the priority of a message. */
    public static final String LEVEL =
            "%replace(%replace(%replace(%replace(%level){'ERROR', '<3>'}){'WARN', '<4>'}){'INFO', '<6>'}){'[A-Z]+', '<7>'}";

    private Journal() {}

    /** Whether it reads standard output. */
    public static boolean readsOutput() {
        return reads(STANDARD_OUTPUT);
    }

    /** The text, with the priority of errors on each line if the journal reads standard error. */
    public static String error(String text) {
        return reads(STANDARD_ERROR) ? text.replaceAll("(?m)^(?=.)", "<3>") : text;
    }

    /** {@code JOURNAL_STREAM} names device and inode, since a child may inherit it and write elsewhere. */
    private static boolean reads(int descriptor) {
        String stream = System.getenv("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            Map<String, Object> file = Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), "unix:dev,ino");
            return stream.equals(file.get("dev") + ":" + file.get("ino"));
        } catch (IOException | UnsupportedOperationException noSuchThing) {
            return false;
        }
    }
}
