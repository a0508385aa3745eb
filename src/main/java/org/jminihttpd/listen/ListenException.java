package org.jminihttpd.listen;

import org.jminihttpd.config.Setting;

/** A listener cannot be opened; nothing is left listening. The message is one sentence that says what is wrong and what to do. */
@SuppressWarnings("serial") // never serialised
public final class ListenException extends RuntimeException {

    private final Setting setting;

    public ListenException(Setting setting, String message) {
        super(message);
        this.setting = setting;
    }

    /** The value that names the listener. */
    public Setting setting() {
        return setting;
    }
}
