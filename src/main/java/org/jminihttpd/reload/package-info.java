/** The configuration read again while the server runs: all of it in place of the old one, or nothing. */
@NullMarked
package org.jminihttpd.reload;

import org.jspecify.annotations.NullMarked;
