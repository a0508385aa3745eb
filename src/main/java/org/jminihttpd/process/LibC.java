package org.jminihttpd.process;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The functions of the C library that Java does not have. Those that change rights do so for all threads: nptl(7). */
interface LibC extends Library {

    /** Loads what calls them, which nothing but {@code [server] user} is worth. */
    static LibC load() {
        System.setProperty("jna.nosys", "true"); // the library in the jar, and no other version of it
        System.setProperty("jna.tmpdir", System.getProperty("java.io.tmpdir")); // not the home directory of root
        return Native.load(LibC.class);
    }

    /** Gives {@code struct passwd}, or null. */
    @Nullable
    Pointer getpwnam(String user);

    /** Gives {@code struct group}, or null. */
    @Nullable
    Pointer getgrnam(String group);

    int initgroups(String user, int group);

    int setgid(int group);

    int setuid(int user);
}
