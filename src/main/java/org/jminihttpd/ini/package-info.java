/** The INI file: parsed sections, keys and values with their lines, translated into Spring properties with an origin. Knows no key's meaning; the only package that sees ini4j. */
@NullMarked
package org.jminihttpd.ini;

import org.jspecify.annotations.NullMarked;
