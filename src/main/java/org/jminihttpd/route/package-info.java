/** The table made from [routes] and the RouterFunction that answers from it; the interface a destination type implements. */
@NullMarked
package org.jminihttpd.route;

import org.jspecify.annotations.NullMarked;
