package org.jminihttpd.destination.files;

import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;

/** What the answers of one listing are sent from, and share: counted, and part of the memory of listings. */
sealed interface ListingBody extends ReferenceCounted permits DirectoryListing, ListingBytes {

    /** Bytes of heap. */
    long weight();

    /** Takes a reference, unless the last one is gone. */
    default boolean tryRetain() {
        try {
            retain();
            return true;
        } catch (IllegalReferenceCountException e) {
            return false;
        }
    }
}
