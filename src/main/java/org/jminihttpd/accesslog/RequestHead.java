package org.jminihttpd.accesslog;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** What a client asked for, as it said it: taken before anybody behind brings the target to another form. */
sealed interface RequestHead {

    CharSequence method();

    CharSequence target();

    AsciiString protocol();

    @Nullable
    CharSequence host();

    @Nullable
    CharSequence field(AsciiString name);

    /** HTTP/1. */
    record Http1(HttpRequest request, String target, AsciiString protocol) implements RequestHead {

        private static final AsciiString HTTP_1_0 = AsciiString.cached("HTTP/1.0");
        private static final AsciiString HTTP_1_1 = AsciiString.cached("HTTP/1.1");

        /** Null if the codec could not make out a request line. */
        static @Nullable Http1 of(HttpRequest request) {
            if (request instanceof FullHttpRequest && request.decoderResult().isFailure()) {
                return null; // Netty's stand-in for it
            }
            boolean old = request.protocolVersion().minorVersion() == 0;
            return new Http1(request, request.uri(), old ? HTTP_1_0 : HTTP_1_1);
        }

        @Override
        public CharSequence method() {
            return request.method().asciiName();
        }

        @Override
        public @Nullable CharSequence host() {
            return field(HttpHeaderNames.HOST);
        }

        @Override
        public @Nullable CharSequence field(AsciiString name) {
            return request.headers().get(name);
        }
    }

    /** HTTP/2. */
    record Http2(Http2Headers headers, CharSequence method, CharSequence target) implements RequestHead {

        private static final AsciiString HTTP_2 = AsciiString.cached("HTTP/2.0");
        private static final AsciiString NONE = AsciiString.cached("-");

        static Http2 of(Http2Headers headers) {
            CharSequence method = headers.method();
            CharSequence path = headers.path();
            return new Http2(headers, method == null ? NONE : method, path == null ? NONE : path);
        }

        @Override
        public AsciiString protocol() {
            return HTTP_2;
        }

        @Override
        public @Nullable CharSequence host() {
            CharSequence authority = headers.authority();
            return authority != null ? authority : headers.get(HttpHeaderNames.HOST);
        }

        @Override
        public @Nullable CharSequence field(AsciiString name) {
            return headers.get(name);
        }
    }
}
