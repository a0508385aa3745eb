/** One line for each answer, to standard output or a file. */
@NullMarked
package org.jminihttpd.accesslog;

import org.jspecify.annotations.NullMarked;
