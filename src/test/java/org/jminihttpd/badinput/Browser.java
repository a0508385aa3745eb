package org.jminihttpd.badinput;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Chromium without a window, told what to do through its DevTools protocol. */
public final class Browser implements AutoCloseable {

    private static final Pattern ENDPOINT = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"(ws://[^\"]+/page/[^\"]+)\"");

    /** The first has no windows at all, and starts sooner. */
    private static final List<String> PROGRAMS = List.of("chromium-headless-shell", "chromium");

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private int id;
    private boolean dialog;

    private Browser(Process process, WebSocket.Builder builder, String page) {
        this.process = process;
        socket = builder.buildAsync(URI.create(page), new Messages(messages)).join();
    }

    private record Messages(BlockingQueue<String> queue, StringBuilder part) implements WebSocket.Listener {

        Messages(BlockingQueue<String> queue) {
            this(queue, new StringBuilder());
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                queue.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** Starts it, or has the test skipped where there is none. */
    public static Browser start(Path directory) throws IOException, InterruptedException {
        Optional<String> program = PROGRAMS.stream()
                .filter(name -> Files.isExecutable(Path.of("/usr/bin", name)))
                .findFirst();
        assumeTrue(program.isPresent(), "there is no Chromium here");
        Process process = new ProcessBuilder(List.of(
                        program.get(),
                        "--headless",
                        "--no-sandbox", // tests run as root in containers
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + directory,
                        "about:blank"))
                .redirectErrorStream(true)
                .start();
        try {
            String endpoint = endpoint(process.inputReader());
            HttpClient http = HttpClient.newHttpClient();
            String list = http.send(
                            HttpRequest.newBuilder(URI.create("http://" + endpoint + "/json/list"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            Matcher page = PAGE.matcher(list);
            if (!page.find()) {
                throw new IOException("no page in " + list);
            }
            Browser browser = new Browser(process, http.newWebSocketBuilder(), page.group(1));
            browser.call("Page.enable", "");
            return browser;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String endpoint(BufferedReader output) throws IOException {
        for (String line; (line = output.readLine()) != null; ) {
            Matcher matcher = ENDPOINT.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("chromium did not start");
    }

    /** Opens a page and waits until it is there. */
    public void open(String url) throws InterruptedException {
        call("Page.navigate", "\"url\":\"" + url + "\"");
        await("\"Page.loadEventFired\"");
    }

    /** The value of an expression as a string. */
    public String evaluate(String script) throws InterruptedException {
        String coded = "encodeURIComponent(" + script + ")";
        String answer = call(
                "Runtime.evaluate",
                "\"expression\":\"" + coded.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        Matcher value = Pattern.compile("\"value\":\"([^\"]*)\"").matcher(answer);
        if (!value.find()) {
            throw new IllegalStateException(script + " gave " + answer);
        }
        return URLDecoder.decode(value.group(1), StandardCharsets.UTF_8);
    }

    /** A screen of a size in CSS pixels, light or dark. */
    public void screen(int width, int height, boolean dark) throws InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                "\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":%s"
                        .formatted(width, height, width < 800));
        call(
                "Emulation.setEmulatedMedia",
                "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]"
                        .formatted(dark ? "dark" : "light"));
    }

    /** Puts what is on the screen into {@code NAME.png} in the directory that {@code -Dpictures} names, if it does. */
    public void picture(String name) throws IOException, InterruptedException {
        String directory = System.getProperty("pictures");
        if (directory != null) {
            Files.write(Path.of(directory, name + ".png"), screenshot());
        }
    }

    private byte[] screenshot() throws InterruptedException {
        Matcher data = Pattern.compile("\"data\":\"([^\"]*)\"").matcher(call("Page.captureScreenshot", ""));
        if (!data.find()) {
            throw new IllegalStateException("no screenshot");
        }
        return Base64.getDecoder().decode(data.group(1));
    }

    /** Whether a script of a page has opened a dialog, as {@code alert(1)} does. */
    public boolean hadDialog() {
        return dialog;
    }

    private String call(String method, String parameters) throws InterruptedException {
        id++;
        socket.sendText("{\"id\":%d,\"method\":\"%s\",\"params\":{%s}}".formatted(id, method, parameters), true)
                .join();
        return await("\"id\":" + id + ",");
    }

    private String await(String part) throws InterruptedException {
        while (true) {
            String message = messages.poll(60, TimeUnit.SECONDS);
            if (message == null) {
                throw new IllegalStateException("chromium does not answer");
            }
            if (message.contains("\"Page.javascriptDialogOpening\"")) {
                dialog = true;
                socket.sendText(
                                "{\"id\":0,\"method\":\"Page.handleJavaScriptDialog\",\"params\":{\"accept\":true}}",
                                true)
                        .join();
            } else if (message.contains(part)) {
                return message;
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
