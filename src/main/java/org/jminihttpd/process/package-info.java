/** The process and its manager: systemd notification. */
@NullMarked
package org.jminihttpd.process;

import org.jspecify.annotations.NullMarked;
