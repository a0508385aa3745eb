package org.jminihttpd.listen;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jminihttpd.config.ListenAddress;

/** Why one listening socket cannot be had; the message is a clause for the user: what is wrong, and what to do. */
@SuppressWarnings("serial") // never serialised
final class Refusal extends IOException {

    /** Numbers of Linux's {@code errno.h}, which are the same on every architecture served. */
    private static final int ENOENT = 2;

    private static final int EACCES = 13;
    private static final int EAFNOSUPPORT = 97;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;

    Refusal(String reason) {
        super(reason);
    }

    /** Puts the failure of a system call on an address into words. */
    static Refusal of(IOException failure, ListenAddress address) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        return new Refusal(
                switch (number(failure)) {
                    case EADDRINUSE ->
                        "another program already does; stop it or choose another "
                                + (address instanceof ListenAddress.Unix ? "path" : "port");
                    case EACCES ->
                        address instanceof ListenAddress.Unix
                                ? "no permission to make a socket there; give the server's user write access to the directory"
                                : "not permitted; a port this low needs the capability CAP_NET_BIND_SERVICE or a socket from systemd"
                                        + " (sd:1), or choose a port from 1024";
                    case EADDRNOTAVAIL -> "this machine has no such address; see \"ip address\" for those it has";
                    case EAFNOSUPPORT -> "this system has no IPv6; use 0.0.0.0 or an IPv4 address";
                    case ENOENT -> "the directory does not exist; make it first";
                    default -> "the system says \"" + failure.getMessage() + "\"";
                });
    }

    static boolean isInUse(IOException failure) {
        return number(failure) == EADDRINUSE;
    }

    static boolean isNotPermitted(IOException failure) {
        return number(failure) == EACCES;
    }

    /** Whether there is no IPv6 at all: not in the kernel, or switched off on every interface. */
    static boolean isWithoutIpv6(IOException failure) {
        return number(failure) == EAFNOSUPPORT || number(failure) == EADDRNOTAVAIL;
    }

    private static int number(IOException failure) {
        if (failure instanceof NativeIoException known) {
            return -known.expectedErr();
        }
        if (failure instanceof UnknownHostException) {
            return EADDRNOTAVAIL;
        }
        if (failure instanceof AccessDeniedException) {
            return EACCES;
        }
        if (failure instanceof NoSuchFileException) {
            return ENOENT;
        }
        return numberOfText(String.valueOf(failure.getMessage())); // the JDK keeps no number
    }

    private static int numberOfText(String text) {
        if (text.contains("in use")) {
            return EADDRINUSE;
        }
        if (text.contains("ermission denied")) {
            return EACCES;
        }
        return text.contains("assign requested address") ? EADDRNOTAVAIL : 0;
    }
}
