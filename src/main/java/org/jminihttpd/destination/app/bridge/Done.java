package org.jminihttpd.destination.app.bridge;

import org.jspecify.annotations.Nullable;

/** Told once when something has been done. */
@FunctionalInterface
public interface Done {

    /**
     * Says how it ended.
     *
     * @param failure why it could not be done, or null if it was
     */
    void tell(@Nullable Throwable failure);
}
