package org.jminihttpd.tls;

import org.jspecify.annotations.Nullable;

/** The one cell that says whose files are watched and whose state is told. */
public final class CurrentCertificates implements AutoCloseable {

    private volatile @Nullable Certificates current;

    /** @param first null if no listener is TLS */
    public CurrentCertificates(@Nullable Certificates first) {
        current = first;
    }

    public @Nullable Certificates get() {
        return current;
    }

    /** Puts others in place of those there are, whose files are not watched any more. */
    public void replace(@Nullable Certificates next) {
        Certificates old = current;
        current = next;
        if (old != next) {
            if (old != null) {
                old.stop();
            }
            if (next != null) {
                next.start();
            }
        }
    }

    /** Has no files watched any more. */
    @Override
    public void close() {
        Certificates last = current;
        if (last != null) {
            last.stop();
        }
    }
}
