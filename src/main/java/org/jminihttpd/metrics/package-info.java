/** Counts of what the server does, for Prometheus. Nothing of it is loaded unless {@code [management] metrics} asks. */
@NullMarked
package org.jminihttpd.metrics;

import org.jspecify.annotations.NullMarked;
