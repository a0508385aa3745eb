package org.jminihttpd.actuate;

import java.time.Clock;
import org.jminihttpd.tls.CertificateState;
import org.jminihttpd.tls.Certificates;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the certificate: whom it is for, when it expires, and why a newer one in the files is not served. Down only
 * when it has expired: with a broken newer one the old one still serves.
 */
public final class CertificateHealthIndicator extends AbstractHealthIndicator {

    private final Certificates certificates;
    private final Clock clock;

    public CertificateHealthIndicator(Certificates certificates, Clock clock) {
        super("The certificate could not be looked at");
        this.certificates = certificates;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        CertificateState state = certificates.state();
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
