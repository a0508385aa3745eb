package org.jminihttpd.route;

import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.lane.HotAnswers;

/**
 * What all routes of one table share.
 *
 * @param properties the whole configuration that the table is of
 * @param hotAnswers where its routes may offer answers for replay
 * @param refusals where its routes count what they refuse
 */
public record TableContext(HttpdProperties properties, HotAnswers hotAnswers, RouteRefusals refusals) {}
