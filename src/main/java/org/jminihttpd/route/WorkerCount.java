package org.jminihttpd.route;

/**
 * The worker processes of a route at the moment.
 *
 * @param running those that can answer
 * @param busy threads of theirs that answer
 * @param waiting requests that wait for a thread
 */
public record WorkerCount(int running, int busy, int waiting) {}
