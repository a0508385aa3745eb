/**
 * The app: destination. A jar is copied ({@code PrivateCopy}), looked at ({@code AppJar}), loaded by a class loader of its
 * own ({@code AppClassLoader}), and started there ({@code inside}); requests reach it through {@code bridge}.
 */
@NullMarked
package org.jminihttpd.destination.app;

import org.jspecify.annotations.NullMarked;
