/** The command line: options turned into Spring arguments or an exit code. */
@NullMarked
package org.jminihttpd.cli;

import org.jspecify.annotations.NullMarked;
