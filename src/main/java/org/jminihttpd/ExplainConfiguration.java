package org.jminihttpd;

import org.jminihttpd.SettingsConfiguration.Checked;
import org.jminihttpd.config.HttpdProperties;
import org.jminihttpd.explain.Explainer;
import org.jminihttpd.tls.Certificates;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** What {@code --explain} needs beyond a check: the certificate, read while the process may be root. */
@Configuration(proxyBeanMethods = false)
@Import(CheckConfiguration.class)
class ExplainConfiguration {

    @Bean
    @Nullable
    Certificates certificates(HttpdProperties properties) {
        return Certificates.of(properties);
    }

    @Bean
    Explainer explainer(
            HttpdProperties properties,
            @Nullable Certificates certificates,
            CheckConfiguration.Serving serving,
            Checked checked,
            ConfigurableEnvironment environment) {
        return new Explainer(properties, certificates, serving.table(), SettingsConfiguration.actuator(environment));
    }
}
