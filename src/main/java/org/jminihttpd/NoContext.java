package org.jminihttpd;

import java.util.List;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;

/** What a response that writes its own bytes needs of Spring: nothing. */
enum NoContext implements ServerResponse.Context {
    INSTANCE;

    @Override
    public List<HttpMessageWriter<?>> messageWriters() {
        return List.of();
    }

    @Override
    public List<ViewResolver> viewResolvers() {
        return List.of();
    }
}
