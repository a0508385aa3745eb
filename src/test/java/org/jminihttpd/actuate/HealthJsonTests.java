package org.jminihttpd.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.ReactiveHealthEndpointWebExtension;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.registry.DefaultReactiveHealthContributorRegistry;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class HealthJsonTests {

    /** What Boot's own actuator would send for the same health. */
    private static final JsonMapper BOOT = JsonMapper.builder().build();

    @Test
    void healthLooksAsBootWritesIt() {
        HealthDescriptor health = health(Health.down()
                .withDetail("text", "say \"hi\"\n\u001b[2J é")
                .withDetail("count", 3)
                .withDetail("large", 1L << 40)
                .withDetail("flag", true)
                .withDetail("list", List.of("a", 2))
                .withDetail("map", Map.of("k", "v"))
                .build());
        String ours = new String(HealthJson.write(health), StandardCharsets.UTF_8);
        assertThat(BOOT.readTree(ours)).isEqualTo(BOOT.readTree(BOOT.writeValueAsString(health)));
        assertThat(ours).contains("\"status\":\"DOWN\"", "\"groups\":[\"live\"]", "say \\\"hi\\\"\\n\\u001B[2J é");
    }

    private static HealthDescriptor health(Health inner) {
        var registry = new DefaultReactiveHealthContributorRegistry();
        ReactiveHealthIndicator indicator = () -> Mono.just(inner);
        registry.registerContributor("one", indicator);
        registry.registerContributor("many", CompositeReactiveHealthContributor.fromMap(Map.of("deep", indicator)));
        var endpoint = new ReactiveHealthEndpointWebExtension(
                registry, null, HealthEndpointGroups.of(new ShowAll(), Map.of("live", new ShowAll())), null);
        return Objects.requireNonNull(endpoint.health(ApiVersion.V3, null, SecurityContext.NONE)
                .blockOptional()
                .orElseThrow()
                .getBody());
    }

    private static final class ShowAll implements HealthEndpointGroup {
        @Override
        public boolean isMember(String name) {
            return true;
        }

        @Override
        public boolean showComponents(SecurityContext securityContext) {
            return true;
        }

        @Override
        public boolean showDetails(SecurityContext securityContext) {
            return true;
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return StatusAggregator.getDefault();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return HttpCodeStatusMapper.of(Map.of());
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return null;
        }
    }
}
