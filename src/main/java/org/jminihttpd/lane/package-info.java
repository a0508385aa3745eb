/**
 * The fast lane, right behind the HTTP codec: answers of static files that are asked for often are replayed, and requests
 * for other files and for applications are handed over. It decides nothing: what an answer is, the route's handler said before or says now.
 */
@NullMarked
package org.jminihttpd.lane;

import org.jspecify.annotations.NullMarked;
