package org.jminihttpd.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jminihttpd.config.CertificateProperties;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * A certificate chain and its private key as read from their files, fit to be served.
 *
 * @param chain leaf first
 * @param key of the leaf
 */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {

    /** Automatic renewal is weeks before. */
    private static final Duration SOON = Duration.ofDays(14);

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

    /** Proves by a signature that a key and a certificate belong together; RFC 8410 keys have curve names. */
    private static final Map<String, String> PROOFS = Map.of(
            "RSA", "SHA256withRSA",
            "RSASSA-PSS", "RSASSA-PSS",
            "EC", "SHA256withECDSA",
            "EdDSA", "EdDSA",
            "DSA", "SHA256withDSA");

    /**
     * Reads both files.
     *
     * @throws CertificateFileException if they are not a chain and its key
     */
    static KeyPairFiles read(CertificateProperties files) throws CertificateFileException {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key = key(files.key());
        if (!belongTogether(chain.get(0).getPublicKey(), key)) {
            throw new CertificateFileException(
                    "The key %s does not belong to the certificate %s; give the key the certificate was made with, and the server's own certificate first in its file"
                            .formatted(files.key(), files.certificate()));
        }
        return new KeyPairFiles(chain, key);
    }

    /** What a person should do something about: a sentence without its full stop. */
    Optional<String> dateWarning(Path file, Instant now) {
        X509Certificate leaf = chain.get(0);
        Instant begin = leaf.getNotBefore().toInstant();
        Instant end = leaf.getNotAfter().toInstant();
        if (end.isBefore(now)) {
            return Optional.of("The certificate %s expired at %s; browsers refuse it".formatted(file, end));
        }
        if (begin.isAfter(now)) {
            return Optional.of("The certificate %s is valid from %s on only; browsers refuse it until then"
                    .formatted(file, begin));
        }
        Duration left = Duration.between(now, end);
        Duration late = Duration.between(begin, end).dividedBy(5); // of 90 days 18, of 6 days 29 hours
        if (left.compareTo(late) < 0 && left.compareTo(SOON) < 0) {
            return Optional.of("The certificate %s expires at %s, in %d day(s); it should have been renewed by now"
                    .formatted(file, end, left.toDays()));
        }
        return Optional.empty();
    }

    private static List<X509Certificate> chain(Path file) throws CertificateFileException {
        PemContent pem = load(file, "certificate");
        String text = pem.toString();
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new CertificateFileException(
                    "The certificate file %s holds %s and no PEM certificate; expected \"-----BEGIN CERTIFICATE-----\""
                            .formatted(file, found(text)));
        }
        try {
            return pem.getCertificates();
        } catch (RuntimeException e) {
            throw new CertificateFileException("The certificate file %s is damaged or incomplete".formatted(file));
        }
    }

    private static PrivateKey key(Path file) throws CertificateFileException {
        PemContent pem = load(file, "key");
        String text = pem.toString();
        if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new CertificateFileException(
                    "The key file %s is encrypted; remove the passphrase with \"openssl pkey -in KEY -out NEWKEY\""
                            .formatted(file));
        }
        if (!text.contains("PRIVATE KEY-----")) {
            throw new CertificateFileException(
                    "The key file %s holds %s and no PEM private key; expected \"-----BEGIN PRIVATE KEY-----\""
                            .formatted(file, found(text)));
        }
        try {
            PrivateKey key = pem.getPrivateKey();
            if (key != null) {
                return key;
            }
        } catch (RuntimeException e) {
            // as for null
        }
        throw new CertificateFileException(
                "The key file %s is damaged, incomplete, or neither RSA, EC nor Ed25519".formatted(file));
    }

    private static PemContent load(Path file, String what) throws CertificateFileException {
        try {
            return PemContent.load(file);
        } catch (NoSuchFileException e) {
            throw new CertificateFileException("The %s file %s does not exist".formatted(what, file));
        } catch (AccessDeniedException e) {
            throw new CertificateFileException(
                    "The %s file %s may not be read by user %s".formatted(what, file, System.getProperty("user.name")));
        } catch (IOException e) { // a directory
            throw new CertificateFileException("The %s file %s is not a PEM file".formatted(what, file));
        }
    }

    private static String found(String text) {
        Matcher begin = BEGIN.matcher(text);
        return begin.find() ? "a " + begin.group(1).toLowerCase(Locale.ROOT) : "no PEM block";
    }

    private static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
        String algorithm = PROOFS.get(key.getAlgorithm());
        if (algorithm == null) {
            return false; // X25519 and the like cannot sign, so cannot serve
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (key instanceof java.security.interfaces.RSAKey rsa && rsa.getParams() != null) {
                signature.setParameter(rsa.getParams());
            } else if (algorithm.equals("RSASSA-PSS")) {
                signature.setParameter(java.security.spec.PSSParameterSpec.DEFAULT);
            }
            byte[] text = {1, 2, 3};
            signature.initSign(key);
            signature.update(text);
            byte[] proof = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(proof);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
