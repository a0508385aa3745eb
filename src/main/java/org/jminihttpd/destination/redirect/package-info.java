/** The redirect: destination. */
@NullMarked
package org.jminihttpd.destination.redirect;

import org.jspecify.annotations.NullMarked;
