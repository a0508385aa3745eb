package org.jminihttpd.listen;

import io.netty.channel.ServerChannel;
import java.net.SocketAddress;

/** A listening socket of the operating system that no server serves yet: the kernel already queues its connections. */
sealed interface OpenSocket permits NativeSocket, NioSocket {

    /** What it is bound to: the real port, also where 0 was asked for. */
    SocketAddress address();

    /** Whether it was there before the process, which could not open it again. */
    boolean isInherited();

    /** The channel that serves it from now on and owns it; to be called at most once. */
    ServerChannel adopt();

    /** Closes it unless it was adopted, and removes what it left in the file system. */
    void close();
}
