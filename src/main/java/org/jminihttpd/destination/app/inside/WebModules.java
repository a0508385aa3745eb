package org.jminihttpd.destination.app.inside;

import java.util.List;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;

/** The parts of Boot that a web application cannot do without, by their names in version 4 and in version 3. */
final class WebModules implements ImportSelector {

    private static final List<String> NAMES = List.of(
            "org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration",
            "org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration",
            "org.springframework.boot.autoconfigure.http.codec.CodecsAutoConfiguration",
            "org.springframework.boot.webflux.autoconfigure.ReactiveMultipartAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.reactive.ReactiveMultipartAutoConfiguration",
            "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.reactive.WebFluxAutoConfiguration",
            "org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.reactive.HttpHandlerAutoConfiguration");

    @Override
    public String[] selectImports(AnnotationMetadata importing) {
        ClassLoader loader = WebModules.class.getClassLoader();
        return NAMES.stream().filter(name -> ClassUtils.isPresent(name, loader)).toArray(String[]::new);
    }
}
