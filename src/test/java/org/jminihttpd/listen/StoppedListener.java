package org.jminihttpd.listen;

import java.util.Objects;

/** Stops the server of one listener, as nothing in the product does while it runs. */
public final class StoppedListener {

    private StoppedListener() {}

    public static void stop(Listener listener) {
        Objects.requireNonNull(listener.server()).disposeNow();
    }
}
