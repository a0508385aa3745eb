/** What {@code --explain} does: one request through the real handlers of a configuration, and why it is answered so. */
@NullMarked
package org.jminihttpd.explain;

import org.jspecify.annotations.NullMarked;
