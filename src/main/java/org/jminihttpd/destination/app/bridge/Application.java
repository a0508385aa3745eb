package org.jminihttpd.destination.app.bridge;

/** An application that was started. Any thread may call it. */
public interface Application extends AutoCloseable {

    /**
     * Begins to answer a request, on the calling thread; what the application waits for without blocking goes on elsewhere.
     *
     * @return what to run when nobody waits for the answer any more
     */
    Runnable serve(Exchange exchange);

    /** Ends it: its beans are destroyed and its threads stopped, before this returns. */
    @Override
    void close();
}
