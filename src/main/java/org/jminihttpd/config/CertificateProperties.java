package org.jminihttpd.config;

import java.nio.file.Path;

/**
 * A certificate chain and its private key, PEM files.
 *
 * @param name what messages and health call it, for example {@code server}
 * @param certificate leaf first; an {@code sd:NAME} credential is already resolved to its path
 * @param key PKCS#8, PKCS#1 or SEC 1, not encrypted
 * @param setting the value the certificate was read from, for messages
 */
public record CertificateProperties(String name, Path certificate, Path key, Setting setting) {}
