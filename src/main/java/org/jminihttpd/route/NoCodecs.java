package org.jminihttpd.route;

import java.util.List;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;

/**
 * What Spring is to convert for our handlers, which read and write bytes themselves: nothing. Spring's own empty
 * strategies make all default codecs before they drop them: Jackson with 500 classes, a tenth of the start.
 */
final class NoCodecs implements ServerCodecConfigurer, HandlerStrategies, ServerResponse.Context {

    private final LocaleContextResolver locales = new AcceptHeaderLocaleContextResolver();

    @Override
    public List<HttpMessageReader<?>> messageReaders() {
        return List.of();
    }

    @Override
    public List<HttpMessageWriter<?>> messageWriters() {
        return List.of();
    }

    @Override
    public List<ViewResolver> viewResolvers() {
        return List.of();
    }

    @Override
    public List<WebFilter> webFilters() {
        return List.of();
    }

    @Override
    public List<WebExceptionHandler> exceptionHandlers() {
        return List.of();
    }

    @Override
    public LocaleContextResolver localeContextResolver() {
        return locales;
    }

    @Override
    public List<HttpMessageReader<?>> getReaders() {
        return List.of();
    }

    @Override
    public List<HttpMessageWriter<?>> getWriters() {
        return List.of();
    }

    @Override
    public ServerDefaultCodecs defaultCodecs() {
        throw new UnsupportedOperationException("there are none to configure");
    }

    @Override
    public CustomCodecs customCodecs() {
        throw new UnsupportedOperationException("there are none to configure");
    }

    @Override
    public void registerDefaults(boolean register) {
        throw new UnsupportedOperationException("there are none to register");
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // has no state
    public ServerCodecConfigurer clone() {
        return this;
    }
}
