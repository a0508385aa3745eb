package org.jminihttpd.tls;

/** A certificate or key file cannot be used; the message says which, why, and what would be right. */
@SuppressWarnings("serial") // never serialised
final class CertificateFileException extends Exception {

    CertificateFileException(String message) {
        super(message);
    }
}
