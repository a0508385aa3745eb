package org.jminihttpd.route;

/**
 * What a request ends at, for {@code --explain}.
 *
 * @param text for the operator, such as the path of a file; empty if the answer says all
 * @param isProgram whether a program decides the answer, so that only running it would tell
 */
public record RouteEnd(String text, boolean isProgram) {

    /** What the server itself answers. */
    public static RouteEnd of(String text) {
        return new RouteEnd(text, false);
    }

    /** A program that is not run to explain. */
    public static RouteEnd program(String text) {
        return new RouteEnd(text, true);
    }
}
