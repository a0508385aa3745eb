/** What protects the server from clients on every connection: deadlines, limits and strict HTTP framing, as steps that extend a reactor-netty HttpServer. */
@NullMarked
package org.jminihttpd.guard;

import org.jspecify.annotations.NullMarked;
