package org.jminihttpd.destination.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One configured application.
 *
 * @param url of its route, for messages and names of threads
 * @param jar its file
 * @param properties of {@code [app URL]}
 * @param environment of {@code [environ]}
 * @param blocking whether its handlers may block, so that they need threads of their own
 * @param threads how many of its handlers may run at once
 * @param timeout how long a client waits for the begin of an answer
 */
record AppRoute(
        String url,
        Path jar,
        Map<String, String> properties,
        Map<String, String> environment,
        boolean blocking,
        int threads,
        Duration timeout) {}
