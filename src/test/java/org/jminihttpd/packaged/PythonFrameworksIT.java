package org.jminihttpd.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications that know nothing of this server: Debian's Django with its admin, Debian's Flask, and a bare script. */
@Timeout(180)
class PythonFrameworksIT {

    private static PythonSite site;
    private static Path django;

    @BeforeAll
    static void serve(@TempDir Path directory) throws IOException {
        django = Files.createDirectory(directory.resolve("django"));
        makeDjangoProject();
        site = PythonSite.serve(
                directory, """
                [routes]
                / = wsgi:%2$s/hello.py
                /shop/ = wsgi:%1$s:shop/wsgi.py
                /shop/static/ = static:%1$s/collected
                /shop/media/ = static:%1$s/media
                /flask/ = wsgi:@/flask_app.py
                /notes/ = wsgi:%2$s/notes:wsgi.py
                [route /shop/]
                python = /usr/bin/python3
                workers = 2
                [route /flask/]
                python = /usr/bin/python3
                [route /notes/]
                python = /usr/bin/python3
                [environ]
                DJANGO_SETTINGS_MODULE = shop.settings
                GREETING = hello
                """.formatted(django, Path.of("examples/wsgi").toAbsolutePath()));
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
    }

    /** What the tutorial does: a project, an application with a model, its admin; static files collected for deployment. */
    private static void makeDjangoProject() throws IOException {
        run("-m", "django", "startproject", "shop", django.toString());
        manage("startapp", "library");
        append("shop/settings.py", """

                INSTALLED_APPS.append("library")
                STATIC_URL = "static/"
                STATIC_ROOT = BASE_DIR / "collected"
                MEDIA_URL = "media/"
                MEDIA_ROOT = BASE_DIR / "media"
                DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
                """);
        append("library/models.py", """

                class Paper(models.Model):
                    title = models.CharField(max_length=100)
                    file = models.FileField(upload_to="uploads")
                """);
        append("library/admin.py", """

                from .models import Paper
                admin.site.register(Paper)
                """);
        Files.createDirectory(django.resolve("media"));
        manage("makemigrations", "library");
        manage("migrate");
        manage("createsuperuser", "--noinput", "--username", "admin", "--email", "admin@example.org");
        manage("collectstatic", "--noinput");
    }

    private static void append(String file, String text) throws IOException {
        Path path = django.resolve(file);
        Files.writeString(path, Files.readString(path) + text);
    }

    private static void manage(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(django.resolve("manage.py").toString()));
        all.addAll(List.of(arguments));
        run(all.toArray(String[]::new));
    }

    private static void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "-C",
                django.toString(),
                "DJANGO_SUPERUSER_PASSWORD=for the test",
                "PYTHONDONTWRITEBYTECODE=1",
                PythonSite.PYTHON));
        command.addAll(List.of(arguments));
        String output = Tool.run(command.toArray(String[]::new));
        assertThat(output).doesNotContain("Error", "No module named"); // for example: python3-django is not installed
    }

    // Django

    @Test
    void theAdminOfDjangoLogsInAndTakesUploads() throws IOException {
        String jar = site.directory().resolve("cookies").toString();
        String login = site.body("/shop/admin/login/?next=/shop/admin/", "-c", jar);
        assertThat(login)
                .contains("<title>Log in | Django site admin</title>", "href=\"/shop/static/admin/css/base.css\"");

        assertThat(form(jar, login, "/shop/admin/login/", "username=admin", "password=wrong"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Please enter the correct username and password");
        String token = site.body("/shop/admin/login/", "-b", jar, "-c", jar);
        assertThat(form(
                        jar,
                        token,
                        "/shop/admin/login/",
                        "username=admin",
                        "password=for the test",
                        "next=/shop/admin/"))
                .startsWith("HTTP/1.1 302 Found\r\n")
                .contains("\r\nLocation: /shop/admin/\r\n", "\r\nSet-Cookie: sessionid=");

        assertThat(site.body("/shop/admin/", "-b", jar))
                .contains("Site administration", "/shop/admin/library/paper/add/");
        String add = site.body("/shop/admin/library/paper/add/", "-b", jar, "-c", jar);
        Path file = Files.writeString(site.directory().resolve("paper.pdf"), "0123456789".repeat(700_000));
        assertThat(form(jar, add, "/shop/admin/library/paper/add/", "title=A paper \u00e9", "file=@" + file))
                .startsWith("HTTP/1.1 302 Found\r\n");
        assertThat(site.body("/shop/admin/library/paper/", "-b", jar)).contains("1 paper");
        Path back = site.directory().resolve("back.pdf");
        Tool.run("curl", "-sS", "-o", back.toString(), site.url("/shop/media/uploads/paper.pdf"));
        assertThat(back).hasSameBinaryContentAs(file);

        String out = site.body("/shop/admin/", "-b", jar);
        assertThat(form(jar, out, "/shop/admin/logout/")).contains("Logged out");
        assertThat(site.curl("/shop/admin/", "-b", jar)).startsWith("HTTP/1.1 302 ");
    }

    private static String form(String jar, String page, String path, String... fields) throws IOException {
        String token = page.replaceAll("(?s).*name=\"csrfmiddlewaretoken\" value=\"([^\"]+)\".*", "$1");
        List<String> arguments = new ArrayList<>(List.of("-b", jar, "-c", jar));
        if (!token.equals(page)) {
            arguments.addAll(List.of("-F", "csrfmiddlewaretoken=" + token));
        }
        for (String field : fields) {
            arguments.addAll(List.of("-F", field));
        }
        return site.curl(path, arguments.toArray(String[]::new));
    }

    @Test
    void staticFilesOfDjangoComeFromTheStaticRoute() throws IOException {
        assertThat(site.curl("/shop/static/admin/css/base.css"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("etag:")
                .contains("DJANGO Admin styles");
    }

    @Test
    void djangoAnswersWhatItDoesNotKnow() throws IOException {
        assertThat(site.curl("/shop/nowhere"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("shop.urls");
        assertThat(site.curl("/shop/admin")).startsWith("HTTP/1.1 301 ").contains("\r\nLocation: /shop/admin/\r\n");
    }

    // Flask

    @Test
    void flaskKnowsWhereItIsAndKeepsSessions() throws IOException {
        String jar = site.directory().resolve("flask-cookies").toString();
        assertThat(site.curl("/flask/login", "-c", jar, "-d", "name=Ada"))
                .startsWith("HTTP/1.1 302 FOUND\r\n")
                .contains("\r\nLocation: /flask/\r\n");
        assertThat(site.body("/flask/", "-b", jar))
                .contains("\"name\":\"Ada\"", "\"base\":\"" + site.url("/flask/") + "\"", "\"address\":\"127.0.0.1\"");
    }

    @Test
    void flaskTakesUploadsAndSendsFiles() throws IOException {
        Path file = Files.writeString(site.directory().resolve("a file.bin"), "abcdefghij".repeat(300_000));
        String md5 = Tool.run("md5sum", file.toString()).split(" ", 2)[0];
        for (String coding : new String[] {"X-None: 1", "Transfer-Encoding: chunked"}) {
            assertThat(site.body("/flask/upload", "-H", coding, "-F", "file=@" + file))
                    .contains("\"filename\":\"a file.bin\"", "\"md5\":\"" + md5 + "\"");
        }
        Path back = site.directory().resolve("back.bin");
        String url = site.url("/flask/download?path=" + file.toString().replace(" ", "%20"));
        Tool.run("curl", "-sS", "-o", back.toString(), url);
        assertThat(back).hasSameBinaryContentAs(file);
        assertThat(Tool.curl("-r", "10-14", url))
                .startsWith("HTTP/1.1 206 PARTIAL CONTENT\r\n")
                .endsWith("\r\n\r\nabcde");
        assertThat(site.curl("/flask/memory")).contains("Content-Length: 9").endsWith("\r\n\r\nin memory");
    }

    @Test
    void flaskStreamsAndFails() throws IOException {
        assertThat(site.body("/flask/stream")).isEqualTo("/stream 0\n/stream 1\n/stream 2\n");
        assertThat(site.curl("/flask/broken"))
                .startsWith("HTTP/1.1 500 INTERNAL SERVER ERROR\r\n")
                .doesNotContain("secret");
        site.jar().await(() -> site.log().contains("RuntimeError: a secret of the application"));
    }

    // The examples

    @Test
    void theExampleOfABareScriptAnswers() throws IOException {
        assertThat(site.curl("/")).startsWith("HTTP/1.1 200 OK\r\n").contains("<h1>Hello, WSGI!</h1>");
    }

    @Test
    void theExampleOfFlaskKeepsNotes() throws IOException {
        assertThat(site.curl("/notes/milk", "-X", "PUT", "-d", "two bottles"))
                .startsWith("HTTP/1.1 201 CREATED\r\n")
                .contains("\r\nLocation: /notes/milk\r\n");
        assertThat(site.body("/notes/milk")).isEqualTo("two bottles");
        assertThat(site.body("/notes/")).isEqualTo("[{\"milk\":\"/notes/milk\"},\"hello\"]\n");
        assertThat(site.curl("/notes/bread")).startsWith("HTTP/1.1 404 NOT FOUND\r\n");
    }
}
