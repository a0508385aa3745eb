package org.jminihttpd.destination.files;

/** Which symbolic links below a served directory are followed. */
enum SymlinkPolicy {
    /** Those that end inside the directory. */
    INSIDE,
    /** All of them, wherever they lead. */
    FOLLOW,
    /** None. */
    NEVER
}
