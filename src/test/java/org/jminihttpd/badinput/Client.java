package org.jminihttpd.badinput;

import java.io.IOException;

/** One connection of a client that sends exactly what it is told to. */
public interface Client extends AutoCloseable {

    /**
     * Sends one request without a body and waits for its answer.
     *
     * @param target the bytes of the request target, each as the character of its number
     * @param fields lines such as {@code Range: bytes=0-1}; {@code Host: localhost} is added unless there is one
     */
    Answer send(String method, String target, String... fields) throws IOException;

    /** Whether another request may be sent, as far as the server has said. */
    boolean isOpen();

    @Override
    void close() throws IOException;
}
