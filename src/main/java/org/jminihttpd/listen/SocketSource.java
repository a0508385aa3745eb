package org.jminihttpd.listen;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jminihttpd.config.ListenAddress;

/** The way this system makes or finds listening sockets. */
sealed interface SocketSource permits FormerRootSockets, NativeSockets, NioSockets {

    /**
     * Opens what an address stands for: one socket, or more for a name that several inherited sockets have. An inherited
     * socket is the same object each time, which is never closed.
     *
     * @throws IOException a {@link Refusal} or the failure of a system call; then nothing is left open
     */
    List<OpenSocket> open(ListenAddress address) throws IOException;

    /** Inherited sockets that are not among those in use, for messages. */
    List<String> unused(Collection<OpenSocket> used);
}
