package org.jminihttpd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of {@code [logging] [management] [spring]} against Boot's own metadata. */
class BootSettingCheckTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logging    | level.root                                  | debug",
                "logging    | level.root                                  | OFF",
                "logging    | level.root                                  | false",
                "logging    | level.org.example.Some_Class                | trace",
                "logging    | level[org.example]                          | trace",
                "logging    | file.name                                   | target/x.log",
                "logging    | file.path                                   | target",
                "logging    | config                                      | classpath:x.xml",
                "logging    | config                                      | file:pom.xml",
                "logging    | charset.console                             | utf-8",
                "logging    | pattern.console                             | %d{HH:mm:ss} %msg%n",
                "logging    | group.web                                   | org.a,org.b",
                "logging    | threshold.console                           | warn",
                "management | endpoint.health.show-details                | when-authorized",
                "management | endpoint.health.show-details                | WHEN_AUTHORIZED",
                "management | endpoint.health.showDetails                 | always",
                "management | endpoint.health.group.live.include          | ping",
                "management | endpoint.health.status.http-mapping.down    | 500",
                "management | endpoints.web.exposure.include              | *",
                "management | endpoints.web.exposure.include              | health, info",
                "management | endpoints.web.exposure.include[0]           | health",
                "management | endpoints.web.base-path                     | /manage/it",
                "management | httpexchanges.recording.include             | time-taken,request-headers",
                "management | health.diskspace.threshold                  | 10MB",
                "spring     | lifecycle.timeout-per-shutdown-phase        | 5s",
                "spring     | lifecycle.timeout-per-shutdown-phase        | PT5S",
                "spring     | lifecycle.timeout-per-shutdown-phase        | 5000",
                "spring     | main.banner-mode                            | off",
                "spring     | application.name                            | ${NAME:none}",
                "spring     | profiles.active                             | a,b",
            })
    void rightSettingIsAccepted(String section, String key, String value) {
        assertThat(report(section, key, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logging    | level.root             | lowd    | \"lowd\" is not one of trace, debug, info, warn, error, fatal, off.",
                "logging    | level.root             | ''      | The value is missing.",
                "logging    | lvel.root              | debug   | \"logging.lvel.root\" is not a property of Spring Boot. Did you mean \"level.root\"?",
                "logging    | file.name              | /proc/x/y.log | \"/proc/x/y.log\" is not a file in a directory that exists.",
                "logging    | file.path              | pom.xml | \"pom.xml/spring.log\" is not a file in a directory that exists.",
                "logging    | config                 | /nowhere.xml | There is no file \"/nowhere.xml\", or this user may not read it.",
                "logging    | charset.console        | utf-9   | \"utf-9\" is not a character encoding, for example UTF-8.",
                "management | endpoint.health.show-details | al | \"al\" is not one of never, when-authorized, always.",
                "management | endpoints.web.exposure | *       | \"management.endpoints.web.exposure\" is not a property of Spring Boot.",
                "management | httpexchanges.recording.include | time-taken,nothing | \"nothing\" is not one of request-headers, remote-address, cookie-headers, authorization-header, response-headers, principal, session-id, time-taken.",
                "management | health.diskspace.threshold | much | \"much\" is not a size, for example 64KB or 10MB.",
                "management | health.diskspace.enabled | perhaps | \"perhaps\" is not true or false.",
                "management | endpoints.web.base-path | /       | \"/\" is not the base path of an actuator, for example /actuator.",
                "management | endpoints.web.base-path | actuator | \"actuator\" is not the base path of an actuator, for example /actuator.",
                "management | endpoints.web.base-path | /a//b   | \"/a//b\" is not the base path of an actuator, for example /actuator.",
                "management | endpoint.health.probes.add-additional-paths | true | Health has no place outside the actuator's base path here.",
                "management | endpoint.health.group.live.additional-path | server:/livez | Health has no place outside the actuator's base path here.",
                "management | server.port            | 9000    | Boot's management server has no place here. Use [management] listen.",
                "management | endpoint.health.status.http-mapping.down | bad | \"bad\" is not a number.",
                "spring     | lifecycle.timeout-per-shutdown-phase | soon | \"soon\" is not a duration, for example 500ms, 10s or 5m.",
                "spring     | lifecycle.timeout-per-shutdown-fase  | 5s | \"spring.lifecycle.timeout-per-shutdown-fase\" is not a property of Spring Boot. Did you mean \"lifecycle.timeout-per-shutdown-phase\"?",
                "spring     | main.banner-mode       | ${nothing} | A ${...} in the value names no property, or leads in a circle.",
                "spring     | main.banner-mode       | ${spring.main.banner-mode} | A ${...} in the value names no property, or leads in a circle.",
                "spring     | nothing                | 1       | \"spring.nothing\" is not a property of Spring Boot.",
            })
    void wrongSettingIsRefused(String section, String key, String value, String message) {
        assertThat(report(section, key, value)).endsWith("\n  " + message);
    }

    private static String report(String section, String key, String value) {
        return Configured.by("[server]\nlisten = 80\n[%s]\n%s = %s\n".formatted(section, key, value))
                .report();
    }
}
