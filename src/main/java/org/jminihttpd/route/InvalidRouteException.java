package org.jminihttpd.route;

import org.jminihttpd.config.Setting;

/** A route's argument or option is wrong; carries the setting and a sentence that says what would be right. */
@SuppressWarnings("serial") // never serialised
public final class InvalidRouteException extends RuntimeException {

    private final Setting setting;

    public InvalidRouteException(Setting setting, String message) {
        super(message);
        this.setting = setting;
    }

    public Setting setting() {
        return setting;
    }
}
