/** Tests of what a user gets: the packaged jar in processes of its own, the examples, the units, the README. */
@NullMarked
package org.jminihttpd.packaged;

import org.jspecify.annotations.NullMarked;
