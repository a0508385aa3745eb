/** The static: destination: files and directory listings. */
@NullMarked
package org.jminihttpd.destination.files;

import org.jspecify.annotations.NullMarked;
