/** The wsgi: and python: destinations: Python worker processes, and the conversations with them over a Unix socket. */
@NullMarked
package org.jminihttpd.destination.python;

import org.jspecify.annotations.NullMarked;
