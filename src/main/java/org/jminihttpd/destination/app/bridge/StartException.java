package org.jminihttpd.destination.app.bridge;

/** An application cannot be run here; the message tells its operator why, in a sentence without a full stop. */
@SuppressWarnings("serial") // never serialised
public final class StartException extends Exception {

    public StartException(String message) {
        super(message);
    }
}
