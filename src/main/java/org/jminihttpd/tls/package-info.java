/** Certificate and key files turned into TLS contexts, and renewed when the files change. */
@NullMarked
package org.jminihttpd.tls;

import org.jspecify.annotations.NullMarked;
