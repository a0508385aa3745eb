package org.jminihttpd.destination.app.bridge;

/** The way in: made by its class loader's name of a class, inside an application's class loader. */
public interface ApplicationStarter {

    /**
     * Starts the application on the calling thread, and returns when it is ready for its first request.
     *
     * @throws Exception whatever the application throws, and {@link StartException} if it starts but is not one of ours
     */
    Application start(Blueprint blueprint) throws Exception;
}
