/**
 * The application: its main class, the list of configurations it is made of, and the list of destination types.
 *
 * <p>Text becomes types at start: {@code ini} reads the file into Spring properties, {@code config} binds them,
 * {@code route} builds the table, {@code listen} binds the sockets. A request enters through {@code listen} (guarded by
 * {@code guard}, encrypted by {@code tls}, logged by {@code accesslog}), is matched by {@code route} and answered by one
 * {@code destination}.
 */
@NullMarked
package org.jminihttpd;

import org.jspecify.annotations.NullMarked;
