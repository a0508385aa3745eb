/** What a route can lead to: one sub-package for each destination type, none of which knows a sibling. */
@NullMarked
package org.jminihttpd.destination;

import org.jspecify.annotations.NullMarked;
