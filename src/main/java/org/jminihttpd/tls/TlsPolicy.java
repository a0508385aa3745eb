package org.jminihttpd.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** Which TLS is spoken, and by which engine. */
final class TlsPolicy {

    /** Forward secrecy and authenticated encryption only: no RSA key exchange, no CBC, no SHA-1 (RFC 9325 4.2). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** Of memory only: the usual PKCS12 would encrypt the key, which was 40 % of the time to start. */
    private static final String KEY_STORE = "JKS";

    /** The JDK's 20,000 of a day are half of a small heap. */
    private static final int SESSIONS = 1000;

    private static final int SESSION_SECONDS = 3600;

    /** Who may vouch for clients, which show no certificates. Without it Netty reads all authorities the JDK knows. */
    private static final X509Certificate[] NOBODY = {};

    static {
        // CVE-2011-1473: a client could make the server do key exchanges for ever; the JDK reads this once, at its
        // first use
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private TlsPolicy() {}

    /** What encrypts with this key: BoringSSL where its library runs (Linux with glibc), else the JDK. */
    static String engine(KeyPairFiles pair) {
        return usesBoringSsl(pair) ? OpenSsl.versionString() : "JDK";
    }

    /** It knows no Ed25519, and a client that speaks other protocols only gets HTTP/1.1 instead of an alert. */
    private static boolean usesBoringSsl(KeyPairFiles pair) {
        return OpenSsl.isAvailable() && List.of("RSA", "EC").contains(pair.key().getAlgorithm());
    }

    /** A context for new connections. */
    static SslContext context(KeyPairFiles pair, boolean offersHttp2) throws SSLException {
        List<String> protocols = offersHttp2
                ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                : List.of(ApplicationProtocolNames.HTTP_1_1);
        return usesBoringSsl(pair) ? boringSsl(pair, protocols) : jdk(pair, protocols);
    }

    private static SslContext boringSsl(KeyPairFiles pair, List<String> protocols) throws SSLException {
        return SslContextBuilder.forServer(pair.key(), pair.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(NOBODY)
                .keyStoreType(KEY_STORE)
                .protocols(VERSIONS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_SECONDS)
                .applicationProtocolConfig(alpn(SelectorFailureBehavior.NO_ADVERTISE, protocols)) // all it can do
                .build();
    }

    /** Without Netty's builder, which tries an encrypted key store first. */
    private static SslContext jdk(KeyPairFiles pair, List<String> protocols) throws SSLException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Clients show no certificates: without this the JDK would read all authorities it knows, 50 ms of a start
            context.init(keyManagers(pair), new TrustManager[0], null);
            context.getServerSessionContext().setSessionCacheSize(SESSIONS);
            context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            return new JdkSslContext(
                    context,
                    false,
                    CIPHERS,
                    SupportedCipherSuiteFilter.INSTANCE,
                    alpn(SelectorFailureBehavior.FATAL_ALERT, protocols), // RFC 7301 3.2, no cross-protocol attacks
                    ClientAuth.NONE,
                    VERSIONS,
                    false);
        } catch (GeneralSecurityException | IOException e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    private static ApplicationProtocolConfig alpn(SelectorFailureBehavior otherwise, List<String> protocols) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN, otherwise, SelectedListenerFailureBehavior.ACCEPT, protocols);
    }

    private static KeyManager[] keyManagers(KeyPairFiles pair) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KEY_STORE);
        store.load(null);
        store.setKeyEntry("server", pair.key(), new char[0], pair.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }
}
