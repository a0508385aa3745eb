/** Configured listen addresses turned into bound reactor-netty servers that share one handler, and their graceful end. */
@NullMarked
package org.jminihttpd.listen;

import org.jspecify.annotations.NullMarked;
