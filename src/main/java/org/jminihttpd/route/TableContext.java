package org.jminihttpd.route;

import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.lane.HotAnswers;

/**
 * What all routes of one table share.
 *
 * @param properties the whole configuration that the table is of
 * @param hotAnswers where its routes may offer answers for replay
 */
public record TableContext(HttpdProperties properties, HotAnswers hotAnswers) {}
