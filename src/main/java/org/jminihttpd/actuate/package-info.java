/** Read-only views for actuator: health of listeners, routes and certificates, and the health answer itself. */
@NullMarked
package org.jminihttpd.actuate;

import org.jspecify.annotations.NullMarked;
