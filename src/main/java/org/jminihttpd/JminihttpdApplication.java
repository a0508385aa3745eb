package org.jminihttpd;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Import;

/** The application. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({DestinationsConfiguration.class, ServerConfiguration.class, ActuatorConfiguration.class})
public class JminihttpdApplication {

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(JminihttpdApplication.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.run(arguments);
    }
}
