package org.jminihttpd.tls;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a certificate that is being served.
 *
 * @param name of its configuration, for example {@code server}
 * @param subject distinguished name of RFC 2253
 * @param hosts DNS names and IP addresses it is for (subject alternative names)
 * @param notAfter when it expires
 * @param engine what encrypts: the name and version of the library, or JDK
 * @param loaded when it was read
 * @param problem why a newer one in the files is not served, or null if this is what the files hold
 */
public record CertificateState(
        String name,
        String subject,
        List<String> hosts,
        Instant notAfter,
        String engine,
        Instant loaded,
        @Nullable String problem) {

    CertificateState with(String newProblem) {
        return new CertificateState(name, subject, hosts, notAfter, engine, loaded, newProblem);
    }
}
