package org.jminihttpd.destination.app;

/** A jar cannot be run; the message tells its operator why, in a sentence without a full stop. */
@SuppressWarnings("serial") // never serialised
final class AppJarException extends Exception {

    AppJarException(String message) {
        super(message);
    }
}
