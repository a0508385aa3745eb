package org.jminihttpd.destination.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.jminihttpd.destination.app.bridge.ExitException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmCallRewriterTests {

    private static final String EXITS = """
            package a;
            import java.util.function.IntConsumer;
            public class Exits {
                public static IntConsumer direct() { return status -> System.exit(status); }
                public static IntConsumer reference() { return System::exit; }
                public static IntConsumer runtime() { return status -> Runtime.getRuntime().exit(status); }
                public static IntConsumer halt() { return status -> Runtime.getRuntime().halt(status); }
                public static IntConsumer bound() { return Runtime.getRuntime()::halt; }
                public static IntConsumer hook() {
                    return status -> {
                        Thread hook = new Thread(() -> System.setProperty("a.hook", "ran"));
                        Runtime.getRuntime().addShutdownHook(hook);
                        System.out.println(Runtime.getRuntime().removeShutdownHook(hook) + " exit halt ShutdownHook");
                        throw new IllegalStateException("goes on");
                    };
                }
            }
            """;

    private Path directory;

    @BeforeEach
    void keep(@TempDir Path temporary) {
        directory = temporary;
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "reference", "runtime", "halt", "bound"})
    void everyWayToEndTheProcessThrows(String way) throws Exception {
        assertThatThrownBy(() -> way(way).accept(3))
                .isInstanceOfSatisfying(
                        ExitException.class, exit -> assertThat(exit.status()).isEqualTo(3));
    }

    @Test
    void shutdownHooksAreKeptFromTheJvm() throws Exception {
        assertThatThrownBy(() -> way("hook").accept(0)).hasMessage("goes on");
    }

    @Test
    void otherClassesStayAsTheyAre() throws Exception {
        byte[] type = ServerClasses.inside(ServerClasses.INSIDE + "ServerErrors");
        assertThat(JvmCallRewriter.PLAIN.rewrite(type)).isSameAs(type);
    }

    private IntConsumer way(String name) throws Exception {
        Path jar = new TestJar()
                .source(EXITS)
                .manifest("Jminihttpd-Configuration", "a.Exits")
                .write(directory.resolve(name + ".jar"));
        PrivateCopy copy = PrivateCopy.create();
        AppJar opened = AppJar.open(jar, copy);
        Class<?> type = new AppClassLoader("test", opened.archives(), true).loadClass("a.Exits");
        copy.close(); // the class is loaded
        return (IntConsumer) type.getMethod(name).invoke(null);
    }
}
