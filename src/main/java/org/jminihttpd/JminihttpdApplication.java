package org.jminihttpd;

public final class JminihttpdApplication {
    public static void main(String[] a) {}
}
