package org.jminihttpd.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/**
 * Asks a server what its first visitors ask it. deploy/launch runs this while it has an archive of classes made, which then
 * has those that such requests need.
 */
public final class FirstVisit {

    /** A file that was just written is not kept in memory until a change of it would show. */
    private static final int MILLIS_BETWEEN = 50;

    private FirstVisit() {}

    /**
     * Asks for a file until it is kept, a listing, and what is not there.
     *
     * @param urls of the listeners, without a path; there is a hello.txt
     */
    public static void main(String[] urls) throws IOException, InterruptedException {
        for (String url : urls) {
            new HealthQuestion(HealthTarget.of(url + "/hello.txt")).ask(); // ends its connection
            for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
                if (version == Version.HTTP_1_1 || url.startsWith("https:")) {
                    visit(url, version);
                }
            }
        }
    }

    private static void visit(String url, Version version) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(AnyCertificate.context())
                .build();
        for (String path : List.of("/hello.txt", "/hello.txt", "/hello.txt", "/", "/none")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .header("Accept", "text/html,*/*;q=0.8")
                    .timeout(HealthQuestion.PATIENCE) // launch waits
                    .build();
            client.send(request, BodyHandlers.discarding());
            Thread.sleep(MILLIS_BETWEEN);
        }
    }
}
