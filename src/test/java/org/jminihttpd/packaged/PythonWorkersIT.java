package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jminihttpd.packaged.PythonSite.Raw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes: how they are started, what they are given, and what happens when they or the server are killed. */
@Timeout(180)
class PythonWorkersIT {

    private final Path directory;

    PythonWorkersIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void everyRouteHasItsOwnWorkersThreadsAndInterpreter() throws IOException {
        Path venv = directory.resolve("venv");
        assertThat(Tool.run(PythonSite.PYTHON, "-m", "venv", "--without-pip", venv.toString()))
                .isEmpty();
        try (PythonSite site = PythonSite.serve(directory, """
                [routes]
                /three/ = wsgi:@/app.py
                /venv/ = wsgi:@/app.py
                [route /three/]
                workers = 3
                threads = 1
                [route /venv/]
                python = %s/bin/python3
                [environ]
                GREETING = caf\u00e9 %%%% = x
                HOME = /nowhere
                """.formatted(venv))) {
            site.jar().await(() -> site.workers().size() == 4);
            assertThat(site.body("/three/environ")).contains("wsgi.multithread=False", "wsgi.multiprocess=True");
            assertThat(site.body("/venv/environ")).contains("wsgi.multithread=True", "wsgi.multiprocess=False");
            assertThat(site.body("/venv/process"))
                    .contains("executable " + venv + "/bin/python3", "GREETING=caf\u00e9 % = x\n", "HOME=/nowhere\n");
            assertThat(site.jar().stop().code()).isEqualTo(143);
        }
    }

    @Test
    void whatSystemdSaidIsNotForWorkers() throws IOException {
        Launch launch = Launch.configured(directory, """
                [server]
                listen = 127.0.0.1:0
                [routes]
                / = wsgi:%s/app.py
                """.formatted(PythonSite.SCRIPTS))
                .with("NOTIFY_SOCKET", directory + "/notify")
                .with("WATCHDOG_USEC", "60000000")
                .with("CREDENTIALS_DIRECTORY", directory.toString())
                .with("ORDINARY", "stays");
        try (PythonSite site = new PythonSite(launch.serve(), directory)) {
            assertThat(site.body("/process"))
                    .contains("ORDINARY=stays\n")
                    .doesNotContain("NOTIFY_SOCKET", "WATCHDOG_", "CREDENTIALS_DIRECTORY");
        }
    }

    // Scripts that do not start

    @Test
    void aScriptThatCannotBeImportedFailsItsRouteAlone() throws IOException {
        Path script = Files.copy(PythonSite.SCRIPTS.resolve("dying.py"), directory.resolve("dying.py"));
        try (PythonSite site = PythonSite.serve(directory, """
                [routes]
                / = wsgi:@/app.py
                /dying/ = wsgi:%1$s
                [environ]
                ALLOWED = %2$s/allowed
                [management]
                endpoint.health.show-details = always
                """.formatted(script, directory))) {
            site.jar().await(() -> site.log().contains("next try in 2 s"));
            assertThat(site.log())
                    .containsPattern("/dying/ \\[\\d+\\] Traceback")
                    .containsPattern("/dying/ \\[\\d+\\]   File \"" + script + "\", line 6, in <module>")
                    .contains("/dying/: " + script + " could not be started, next try in 1 s: ended with status 1, last"
                            + " saying RuntimeError: a secret reason");
            assertThat(site.curl("/dying/"))
                    .startsWith("HTTP/1.1 503 ")
                    .containsPattern("\r\nRetry-After: [1-9]\r\n")
                    .doesNotContain("secret", "dying.py");
            assertThat(site.curl("/")).startsWith("HTTP/1.1 200 ");
            assertThat(site.curl("/actuator/health"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\"/dying/\":\"" + script + " could not be started: ended with status 1, last saying")
                    .contains("RuntimeError: a secret reason");

            Files.createFile(directory.resolve("allowed"));
            Files.writeString(script, Files.readString(script) + "# mended\n"); // is worth a try at once
            site.jar().await(() -> site.body("/dying/").equals("alive"));
            assertThat(site.curl("/actuator/health")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aScriptWithoutApplicationSaysSo() throws IOException {
        Path script = Files.writeString(directory.resolve("empty.py"), "app = 1\n");
        try (PythonSite site = PythonSite.serve(directory, "[routes]\n/ = wsgi:" + script + "\n")) {
            site.jar().await(() -> site.log().contains("next try in"));
            assertThat(site.log()).contains("last saying " + script + " has no function named application");
        }
    }

    @Test
    void theCheckFindsSyntaxErrorsAndRunsNothing() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.py"), "import os\nos.mkdir('made')\ndef f(:\n");
        Path page = Files.writeString(directory.resolve("page.py"), "\ndef get(request):\nreturn 1\n");
        Path fine = Files.writeString(directory.resolve("fine.py"), "raise SystemExit(1)\n");
        String text = "[server]\nlisten = 0\n[routes]\n/a/ = wsgi:%s\n/b/ = python:%s\n/c/ = wsgi:%s\n"
                .formatted(wrong, page, fine);
        RunningJar.Outcome outcome =
                Launch.configured(directory, text).and("--check").in(directory).run();
        assertThat(outcome.code()).isEqualTo(78);
        assertThat(outcome.err())
                .contains(".conf:4: [routes] /a/ = wsgi:" + wrong + "\n  " + wrong + ":3: invalid syntax.\n")
                .contains(".conf:5: [routes] /b/ = python:" + page + "\n  " + page + ":3: expected an indented block")
                .doesNotContain("/c/");
        assertThat(directory.resolve("made")).doesNotExist();
    }

    // Death

    @Test
    void aKilledWorkerCostsNoWrongAnswerAndIsReplacedAtOnce() throws Exception {
        try (PythonSite site = PythonSite.serve(directory, """
                [routes]
                / = wsgi:@/app.py
                [route /]
                workers = 2
                threads = 4
                """)) {
            site.jar().await(() -> site.workers().size() == 2);
            try (Load load = new Load(site.url("/"))) {
                load.await(500);
                for (int i = 0; i < 6; i++) {
                    for (long worker : site.workers()) { // all of them at once
                        Tool.run("kill", "-9", Long.toString(worker));
                    }
                    long killed = System.nanoTime();
                    int before = load.whole.get();
                    Awaitility.await().atMost(RunningJar.PATIENCE).until(() -> load.whole.get() > before);
                    System.out.printf(
                            "killed all workers, back after %d ms%n",
                            Duration.ofNanos(load.lastWhole.get() - killed).toMillis());
                    load.await(200);
                }
                assertThat(load.wrong).isEmpty();
                assertThat(load.statuses).isSubsetOf(Set.of(200, 502));
            }
            site.jar().await(() -> site.workers().size() == 2);
        }
    }

    @Test
    void whenTheServerIsKilledNothingIsLeftAndItCanBeStartedAgain() throws Exception {
        int port = Launch.freePort();
        String text = """
                [server]
                listen = 127.0.0.1:%d
                [routes]
                / = wsgi:%2$s/app.py
                /hostile/ = wsgi:%2$s/hostile.py
                [route /]
                workers = 2
                """.formatted(port, PythonSite.SCRIPTS);
        Path runtime = Files.createDirectory(directory.resolve("run"));
        Launch launch = Launch.configured(directory, text).with("RUNTIME_DIRECTORY", runtime.toString());
        try (PythonSite site = new PythonSite(launch.serve(), directory);
                Load load = new Load(site.url("/"));
                Raw busy = site.raw().send(PythonSite.get("/hostile/locks"))) { // in C code, deaf to Python's signals
            site.jar().await(() -> site.workers().size() == 3);
            List<Long> workers = site.workers();
            load.await(300);
            site.jar().signal("KILL");
            site.jar().awaitEnd();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> workers.stream().noneMatch(PythonWorkersIT::isRunning));
            assertThatThrownBy(() -> busy.until("\r\n")).isInstanceOf(IOException.class);
            assertThat(load.wrong).isEmpty();
            assertThat(load.statuses).isEqualTo(Set.of(200));
        }
        try (PythonSite again =
                new PythonSite(Launch.configured(directory, text).serve(), directory)) {
            assertThat(again.body("/")).startsWith("hello");
            try (var left = Files.list(runtime)) {
                assertThat(left).as("what the killed server left is swept").hasSize(2);
            }
        }
    }

    private static boolean isRunning(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aGracefulEndFinishesWhatRunsAndEndsTheWorkers() throws IOException {
        try (PythonSite site = PythonSite.serve(directory, "[routes]\n/ = wsgi:@/app.py\n")) {
            site.jar().await(() -> site.workers().size() == 1);
            long worker = site.workers().get(0);
            Path step = directory.resolve("step");
            try (Raw raw = site.raw()) {
                raw.send(PythonSite.get("/steps?" + step)).until("step 0\n");
                site.jar().signal("TERM");
                for (int i = 0; i < 3; i++) {
                    Files.createFile(Path.of(step + "." + i));
                }
                assertThat(raw.rest()).contains("step 1\n", "step 2\n").endsWith("\r\n0\r\n\r\n");
            }
            assertThat(site.jar().awaitEnd().code()).isEqualTo(143);
            assertThat(isRunning(worker)).isFalse();
        }
    }

    /** Clients that ask for bodies of different lengths all the time, and look at every byte. */
    private static final class Load implements AutoCloseable {

        private static final int CLIENTS = 8;

        private final AtomicInteger whole = new AtomicInteger();
        private final AtomicLong lastWhole = new AtomicLong();
        private final Set<Integer> statuses = java.util.concurrent.ConcurrentHashMap.newKeySet();
        private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean ended;

        Load(String url) {
            for (int i = 0; i < CLIENTS; i++) {
                Thread thread = new Thread(() -> ask(url), "client-" + i);
                thread.start();
                threads.add(thread);
            }
        }

        private void ask(String url) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();
            Random random = new Random();
            while (!ended) {
                int length = random.nextInt(300_000);
                String how = random.nextBoolean() ? "bytes" : "known"; // in chunks, or with Content-Length
                try {
                    var answer = client.send(
                            HttpRequest.newBuilder(URI.create(url + how + "?" + length))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            BodyHandlers.ofByteArray());
                    statuses.add(answer.statusCode());
                    if (answer.statusCode() == 200) {
                        if (!Arrays.equals(answer.body(), expected(length))) {
                            wrong.add(how + " " + length + ": " + answer.body().length + " bytes");
                        }
                        lastWhole.set(System.nanoTime());
                        whole.incrementAndGet();
                    }
                } catch (IOException brokenOff) {
                    // and known to be: in a killed worker, or in a killed server
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private static byte[] expected(int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) i;
            }
            return bytes;
        }

        /** Waits for so many more whole answers. */
        void await(int more) {
            int before = whole.get();
            Awaitility.await().atMost(RunningJar.PATIENCE).until(() -> whole.get() >= before + more);
        }

        @Override
        public void close() {
            ended = true;
            threads.forEach(Thread::interrupt);
            Awaitility.await()
                    .atMost(RunningJar.PATIENCE)
                    .until(() -> threads.stream().noneMatch(Thread::isAlive));
        }
    }
}
