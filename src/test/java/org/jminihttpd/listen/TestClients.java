package org.jminihttpd.listen;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jminihttpd.config.CertificateProperties;

/** TLS clients of the JDK that trust one self-signed certificate. */
final class TestClients {

    private TestClients() {}

    static HttpClient http(CertificateProperties files, HttpClient.Version version)
            throws IOException, GeneralSecurityException {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(trusting(files))
                .build();
    }

    static SSLContext trusting(CertificateProperties files) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(files.certificate())) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            trusted.setCertificateEntry("a", certificate);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
