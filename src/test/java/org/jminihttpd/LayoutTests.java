package org.jminihttpd;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the arrows of the design pointing one way. */
class LayoutTests {

    private static final String ROOT = "org.jminihttpd.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.jminihttpd");

    /** Each package, and the packages of ours it may know. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            entry("ini", List.of()),
            entry("http", List.of()),
            entry("config", List.of("http")),
            entry("tls", List.of("config")),
            entry("guard", List.of("config", "http")),
            entry("accesslog", List.of("config")),
            entry("lane", List.of()),
            entry("listen", List.of("config", "tls", "guard", "accesslog", "lane")),
            entry("route", List.of("config", "http", "lane")),
            entry("destination.app", List.of("route", "config", "http", "lane")),
            entry("destination.app.bridge", List.of()),
            // loaded once more by the class loader of each application, where there is nothing else of ours
            entry("destination.app.inside", List.of("destination.app.bridge")),
            entry("destination.files", List.of("route", "config", "http", "lane")),
            entry("destination.python", List.of("route", "config", "http")),
            entry("destination.redirect", List.of("route", "config", "http")),
            entry("metrics", List.of("config", "accesslog", "actuate", "listen", "reload", "route", "tls", "guard")),
            entry("reload", List.of("config", "listen", "route", "tls", "accesslog")),
            entry("process", List.of("config", "listen", "reload")),
            entry("actuate", List.of("config", "accesslog", "listen", "reload", "route", "tls")),
            entry("cli", List.of("ini", "config", "process")),
            entry("explain", List.of("config", "http", "listen", "lane", "route", "tls", "accesslog", "cli")));

    /** Each library that only some packages, and the root that joins them, may touch. */
    private static final Map<String, List<String>> WALLS = Map.ofEntries(
            entry("org.ini4j..", List.of("ini")),
            entry("io.prometheus..", List.of("metrics")),
            entry("com.sun.jna..", List.of("process")),
            entry(
                    "reactor.netty..",
                    List.of(
                            "listen",
                            "guard",
                            "accesslog",
                            "lane",
                            "destination.app",
                            "destination.files",
                            "destination.python")),
            entry(
                    "io.netty..",
                    List.of(
                            "listen",
                            "guard",
                            "tls",
                            "accesslog",
                            "lane",
                            "process",
                            "destination.app",
                            "destination.files",
                            "destination.python")),
            entry("org.springframework.web.reactive..", List.of("route", "destination", "http", "actuate")),
            entry("org.springframework.boot.actuate..", List.of("actuate")),
            entry("org.springframework.boot.health..", List.of("actuate")));

    @TestFactory
    Stream<DynamicTest> packageKnowsOnlyWhatTheDesignAllows() {
        return MAY_KNOW.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    List<String> allowed = new ArrayList<>(List.of(ROOT + row.getKey() + ".."));
                    row.getValue().forEach(name -> allowed.add(ROOT + name + ".."));
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + row.getKey() + "..")
                            .should()
                            .dependOnClassesThat(resideInAPackage("org.jminihttpd..")
                                    .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                            .check(CLASSES);
                }));
    }

    @TestFactory
    Stream<DynamicTest> libraryStaysBehindItsWall() {
        return WALLS.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(),
                        () -> noClasses()
                                .that(resideInAPackage("org.jminihttpd.*..")
                                        .and(not(resideInAnyPackage(row.getValue().stream()
                                                .map(name -> ROOT + name + "..")
                                                .toArray(String[]::new)))))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(row.getKey())
                                .allowEmptyShould(true)
                                .check(CLASSES)));
    }

    @Test
    void everyPackageIsInTheTable() {
        TreeSet<String> seen = new TreeSet<>();
        CLASSES.forEach(type -> {
            if (!type.getPackageName().equals("org.jminihttpd")) {
                seen.add(type.getPackageName().substring(ROOT.length()));
            }
        });
        assertThat(seen).isEqualTo(new TreeSet<>(MAY_KNOW.keySet()));
    }

    @Test
    void onlyPythonStartsProcesses() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "destination.python")))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.jminihttpd.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void destinationsDoNotKnowEachOther() {
        slices().matching("org.jminihttpd.destination.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }
}
