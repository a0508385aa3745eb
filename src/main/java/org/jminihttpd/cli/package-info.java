/** The command line: options turned into Spring arguments or an exit code; and what asks a server from outside. */
@NullMarked
package org.jminihttpd.cli;

import org.jspecify.annotations.NullMarked;
