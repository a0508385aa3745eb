package org.jminihttpd.actuate;

import org.jminihttpd.listen.Listener;
import org.jminihttpd.listen.Listeners;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Health of the listeners: each one's address, and whether all of them serve. */
public final class ListenersHealthIndicator extends AbstractHealthIndicator {

    private final Listeners listeners;

    public ListenersHealthIndicator(Listeners listeners) {
        super("The listeners could not be looked at");
        this.listeners = listeners;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean allServe = listeners.all().stream().allMatch(Listener::isServing);
        health.status(allServe ? "UP" : "DOWN");
        listeners
                .all()
                .forEach(listener ->
                        health.withDetail(listener.toString(), listener.isServing() ? "serving" : "not serving"));
    }
}
