/** The fast lane: answers of static files that are asked for often, replayed right behind the HTTP codec. It decides nothing: what an answer is, the route's handler said before. */
@NullMarked
package org.jminihttpd.lane;

import org.jspecify.annotations.NullMarked;
