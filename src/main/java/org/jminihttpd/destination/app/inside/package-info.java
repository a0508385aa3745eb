/**
 * What runs inside an application's class loader, which defines these classes a second time: against the server's Spring,
 * or against the one that the application brings (Spring Boot 3 or 4). So only what both have may be used here.
 */
@NullMarked
package org.jminihttpd.destination.app.inside;

import org.jspecify.annotations.NullMarked;
