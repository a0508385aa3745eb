package org.jminihttpd.config;

import java.util.function.Consumer;

/**
 * Walks once through the JSON of a Boot metadata file, or of several behind one another, as the packaged jar holds them.
 * Well-formed text is taken for granted: a build tool wrote it. (A general parser took 370 ms of the start for the 300 KB
 * there are; this one takes a tenth.)
 */
final class MetadataJson {

    private final String text;
    private int at;

    MetadataJson(String text) {
        this.text = text;
    }

    /** Whether another file's text begins here. */
    boolean hasMore() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    /** Calls {@code member} with each name; it must read or skip the value. */
    void object(Consumer<String> member) {
        expect('{');
        while (peek() != '}') {
            String name = string();
            expect(':');
            member.accept(name);
            skipComma();
        }
        at++;
    }

    /** Calls {@code element} before each element; it must read or skip it. */
    void array(Runnable element) {
        expect('[');
        while (peek() != ']') {
            element.run();
            skipComma();
        }
        at++;
    }

    String string() {
        expect('"');
        StringBuilder result = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c == '\\') {
                c = text.charAt(at++); // names and types hold no other escapes than \" and \\
            }
            result.append(c);
        }
        return result.toString();
    }

    void skip() {
        switch (peek()) {
            case '{' -> object(name -> skip());
            case '[' -> array(this::skip);
            case '"' -> string();
            default -> {
                while (",]}".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
            }
        }
    }

    private void skipComma() {
        if (peek() == ',') {
            at++;
        }
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new IllegalStateException("Expected %c at %d".formatted(c, at));
        }
        at++;
    }
}
