/**
 * The few types that the server and an application have in common. They name nothing but the JDK's types, because an
 * application may bring its own Spring and its own Reactor.
 */
@NullMarked
package org.jminihttpd.destination.app.bridge;

import org.jspecify.annotations.NullMarked;
