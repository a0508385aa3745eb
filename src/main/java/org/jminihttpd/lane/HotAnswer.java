package org.jminihttpd.lane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** What a route's handler answered to GET of one file, for as long as the file stays as it is. */
public final class HotAnswer {

    /** The file, which belongs to somebody else. */
    public interface Source {

        /** Whether the file is still the same; asks the file system, at most once for each turn of an event loop. */
        boolean isCurrent(EventLoop loop);

        /** All its bytes, a new reference; null if they are no longer at hand. */
        @Nullable
        ByteBuf body();

        /** Whether {@link #body} is null from now on. */
        boolean isGone();
    }

    private final Source source;
    private final HttpHeaders fields;
    private final HttpHeaders notModifiedFields;
    private final String etag;
    private final String lastModified;

    /** @param fields of the 200 answer, without Date; they include ETag, Last-Modified and Content-Length */
    public HotAnswer(Source source, HttpHeaders fields) {
        this.source = source;
        this.fields = fields;
        this.etag = fields.get(HttpHeaderNames.ETAG, "");
        this.lastModified = fields.get(HttpHeaderNames.LAST_MODIFIED, "");
        this.notModifiedFields = new DefaultHttpHeaders();
        for (CharSequence name :
                new CharSequence[] {HttpHeaderNames.ETAG, HttpHeaderNames.LAST_MODIFIED, HttpHeaderNames.CACHE_CONTROL
                }) {
            if (fields.contains(name)) {
                notModifiedFields.set(name, fields.get(name));
            }
        }
    }

    boolean isCurrent(EventLoop loop) {
        return source.isCurrent(loop);
    }

    boolean isGone() {
        return source.isGone();
    }

    /**
     * The answer to a GET or HEAD without a Range.
     *
     * @return null if the conditions of the request need a closer look, or the body is gone
     */
    @Nullable
    FullHttpResponse to(HttpRequest request) {
        HttpHeaders conditions = request.headers();
        String tags = conditions.get(HttpHeaderNames.IF_NONE_MATCH);
        String date = tags == null ? conditions.get(HttpHeaderNames.IF_MODIFIED_SINCE) : null;
        if (tags != null || date != null) {
            // anything but equality may still mean the same: lists, weak tags, later dates
            boolean same = tags != null
                    ? tags.equals(etag)
                    : lastModified.equals(date)
                            && conditions
                                            .getAll(HttpHeaderNames.IF_MODIFIED_SINCE)
                                            .size()
                                    == 1;
            return same ? answer(HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER, notModifiedFields) : null;
        }
        ByteBuf body = request.method().equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : source.body();
        return body == null ? null : answer(HttpResponseStatus.OK, body, fields);
    }

    private static FullHttpResponse answer(HttpResponseStatus status, ByteBuf body, HttpHeaders fields) {
        // a copy: whoever stands between here and the socket adds fields of its own (Date, HSTS)
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, body, fields.copy(), EmptyHttpHeaders.INSTANCE);
    }
}
