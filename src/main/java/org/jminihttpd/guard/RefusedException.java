package org.jminihttpd.guard;

/** Thrown while a request head is decoded, to say how it is refused. Has no stack trace: clients cause it at will. */
@SuppressWarnings("serial") // never serialised
final class RefusedException extends RuntimeException {

    private final Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.name(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
