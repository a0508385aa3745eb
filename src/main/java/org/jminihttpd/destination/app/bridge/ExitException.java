package org.jminihttpd.destination.app.bridge;

/** Thrown where an application called System.exit, which would have ended the server. An error, so that less catches it. */
@SuppressWarnings("serial") // never serialised
public final class ExitException extends Error {

    private final int status;

    public ExitException(int status) {
        super("System.exit(" + status + ")", null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
