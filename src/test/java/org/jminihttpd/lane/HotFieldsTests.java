package org.jminihttpd.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;

class HotFieldsTests {

    private static final AsciiString TYPE = AsciiString.of("content-type");
    private static final AsciiString OK = AsciiString.of("200");

    private final HttpHeaders fields = new DefaultHttpHeaders()
            .add("Content-Type", "text/html")
            .add("link", "</a>; rel=next")
            .add("etag", "\"1\"")
            .add("Link", "</b>; rel=prev");

    @Test
    void copiesHaveEveryFieldInOrder() {
        HotFields kept = new HotFields(fields, name -> true);
        assertThat(kept.http1().entries())
                .map(Object::toString)
                .containsExactly("content-type=text/html", "link=</a>; rel=next", "etag=\"1\"", "link=</b>; rel=prev");
        assertThat(kept.http2(OK))
                .map(Object::toString)
                .containsExactly(
                        ":status=200",
                        "content-type=text/html",
                        "link=</a>; rel=next",
                        "etag=\"1\"",
                        "link=</b>; rel=prev");
    }

    @Test
    void copiesAreIndependent() {
        HotFields kept = new HotFields(fields, name -> true);
        kept.http1().set("content-type", "image/png");
        kept.http2(OK).set(TYPE, "image/png");
        assertThat(kept.http1().get("content-type")).isEqualTo("text/html");
        assertThat(kept.http2(OK).get(TYPE)).hasToString("text/html");
    }

    @Test
    void onlyWhatIsAskedForIsKept() {
        HotFields kept = new HotFields(fields, TYPE::equals);
        assertThat(kept.http1().names()).containsExactly("content-type");
        assertThat(kept.get(AsciiString.of("etag")).length()).isZero();
    }

    @Test
    void whatTwoHaveIsThereOnce() {
        AsciiString one = new HotFields(fields, name -> true).get(TYPE);
        AsciiString other = new HotFields(fields.copy(), name -> true).get(TYPE);
        assertThat((Object) one).hasToString("text/html").isSameAs(other);
    }
}
