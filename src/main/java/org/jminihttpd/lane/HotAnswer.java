package org.jminihttpd.lane;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a route's handler answered to GET of one file, for as long as the file stays as it is. */
public final class HotAnswer {

    /** The file, which belongs to somebody else. */
    public interface Source {

        /** Whether the file is still the same; asks the file system, at most once for each turn. */
        boolean isCurrent(Turn turn);

        /** All its bytes, a new reference; null if they are no longer at hand. */
        @Nullable
        ByteBuf body();

        /** Whether {@link #body} is null from now on. */
        boolean isGone();
    }

    /**
     * An HTTP/2 answer.
     *
     * @param body a reference of the receiver's; null if it has none
     */
    record Http2(Http2Headers headers, @Nullable ByteBuf body) {}

    private enum Verdict {
        WHOLE,
        NOT_MODIFIED,
        UNDECIDED
    }

    private static final Set<AsciiString> NOT_MODIFIED_FIELDS =
            Set.of(HttpHeaderNames.ETAG, HttpHeaderNames.LAST_MODIFIED, HttpHeaderNames.CACHE_CONTROL);

    private final Source source;
    private final HotFields fields;
    private final HotFields notModifiedFields;
    private final AsciiString etag;
    private final AsciiString lastModified;

    /** A lost update of another loop's costs a place in the table, no more. */
    private boolean used;

    /** @param fields of the 200 answer, without Date; they include ETag, Last-Modified and Content-Length */
    public HotAnswer(Source source, HttpHeaders fields) {
        this.source = source;
        this.fields = new HotFields(fields, name -> true);
        this.notModifiedFields = new HotFields(fields, NOT_MODIFIED_FIELDS::contains);
        this.etag = this.fields.get(HttpHeaderNames.ETAG);
        this.lastModified = this.fields.get(HttpHeaderNames.LAST_MODIFIED);
    }

    boolean isCurrent(Turn turn) {
        if (!used) {
            used = true;
        }
        return !source.isGone() && source.isCurrent(turn);
    }

    /** Whether somebody asked for it since the last call, and may again. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was && !source.isGone();
    }

    /**
     * The answer to a GET or HEAD without Range.
     *
     * @return null if the conditions of the request need a closer look, or the body is gone
     */
    @Nullable
    FullHttpResponse to(HttpRequest request) {
        HttpHeaders conditions = request.headers();
        Verdict verdict = verdict(
                conditions.get(HttpHeaderNames.IF_NONE_MATCH), conditions.getAll(HttpHeaderNames.IF_MODIFIED_SINCE));
        if (verdict == Verdict.NOT_MODIFIED) {
            return answer(HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER, notModifiedFields);
        }
        if (verdict == Verdict.UNDECIDED) {
            return null;
        }
        ByteBuf body = request.method().equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : source.body();
        return body == null ? null : answer(HttpResponseStatus.OK, body, fields);
    }

    /** As {@link #to(HttpRequest)}. */
    @Nullable
    Http2 to(Http2Headers request) {
        Verdict verdict =
                verdict(request.get(HttpHeaderNames.IF_NONE_MATCH), request.getAll(HttpHeaderNames.IF_MODIFIED_SINCE));
        if (verdict == Verdict.NOT_MODIFIED) {
            return new Http2(notModifiedFields.http2(HttpResponseStatus.NOT_MODIFIED.codeAsText()), null);
        }
        if (verdict == Verdict.UNDECIDED) {
            return null;
        }
        if (HttpMethod.HEAD.asciiName().contentEquals(String.valueOf(request.method()))) {
            return new Http2(fields.http2(HttpResponseStatus.OK.codeAsText()), null);
        }
        ByteBuf body = source.body();
        return body == null ? null : new Http2(fields.http2(HttpResponseStatus.OK.codeAsText()), body);
    }

    /** Decides by equality only; anything else may still mean the same: lists, weak tags, later dates. */
    private Verdict verdict(@Nullable CharSequence tags, List<? extends CharSequence> dates) {
        if (tags != null) {
            return etag.contentEquals(tags) ? Verdict.NOT_MODIFIED : Verdict.UNDECIDED;
        }
        if (dates.isEmpty()) {
            return Verdict.WHOLE;
        }
        return dates.size() == 1 && lastModified.contentEquals(dates.get(0)) ? Verdict.NOT_MODIFIED : Verdict.UNDECIDED;
    }

    private static FullHttpResponse answer(HttpResponseStatus status, ByteBuf body, HotFields fields) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, body, fields.http1(), EmptyHttpHeaders.INSTANCE);
    }
}
