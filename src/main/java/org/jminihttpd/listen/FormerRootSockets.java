package org.jminihttpd.listen;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jminihttpd.config.ListenAddress;

/**
 * The sockets of a process that opened its first ones as root, and cannot open all such ports any more.
 *
 * @param user whom root became
 */
record FormerRootSockets(SocketSource sockets, String user) implements SocketSource {

    @Override
    public List<OpenSocket> open(ListenAddress address) throws IOException {
        try {
            return sockets.open(address);
        } catch (IOException failure) {
            if (Refusal.isNotPermitted(failure) && address instanceof ListenAddress.Tcp) {
                throw new Refusal("root's rights were given up at the start, and user %s may not open a port this low;"
                                .formatted(user)
                        + " restart the server, or leave user out and have systemd start it with"
                        + " AmbientCapabilities=CAP_NET_BIND_SERVICE or open the socket (sd:1)");
            }
            throw failure;
        }
    }

    @Override
    public List<String> unused(Collection<OpenSocket> used) {
        return sockets.unused(used);
    }
}
