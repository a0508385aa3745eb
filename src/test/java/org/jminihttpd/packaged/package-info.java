/** Tests of the packaged jar, in processes of its own. */
@NullMarked
package org.jminihttpd.packaged;

import org.jspecify.annotations.NullMarked;
