/** Pure HTTP values: request paths, preconditions, ranges, entity tags, dates, and the one mapping of failures to answers. Knows neither files nor routes. */
@NullMarked
package org.jminihttpd.http;

import org.jspecify.annotations.NullMarked;
