/** The bound configuration as an immutable tree, the grammars of its values, and every mistake in it with file, line and a suggestion. */
@NullMarked
package org.jminihttpd.config;

import org.jspecify.annotations.NullMarked;
