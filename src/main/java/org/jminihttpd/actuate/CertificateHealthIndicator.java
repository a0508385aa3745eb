package org.jminihttpd.actuate;

import java.time.Clock;
import org.jminihttpd.tls.CertificateState;
import org.jminihttpd.tls.Certificates;
import org.jminihttpd.tls.CurrentCertificates;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the certificate: whom it is for, when it expires, and why a newer one in the files is not served. Down only
 * when it has expired: with a broken newer one the old one still serves.
 */
public final class CertificateHealthIndicator extends AbstractHealthIndicator {

    private final CurrentCertificates certificates;
    private final Clock clock;

    public CertificateHealthIndicator(CurrentCertificates certificates, Clock clock) {
        super("The certificate could not be looked at");
        this.certificates = certificates;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Certificates served = certificates.get();
        if (served == null) {
            health.up().withDetail("certificate", "none, since no listener is TLS");
            return;
        }
        CertificateState state = served.state();
        health.status(clock.instant().isBefore(state.notAfter()) ? "UP" : "DOWN")
                .withDetail("subject", state.subject())
                .withDetail("hosts", state.hosts())
                .withDetail("notAfter", state.notAfter().toString())
                .withDetail("loaded", state.loaded().toString())
                .withDetail("engine", state.engine());
        String problem = state.problem();
        if (problem != null) {
            health.withDetail("problem", problem);
        }
    }
}
