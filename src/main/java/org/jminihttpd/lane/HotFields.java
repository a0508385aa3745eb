package org.jminihttpd.lane;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.function.Predicate;

/** Header fields of an answer that is kept: in one array, and what others have as well only once. */
final class HotFields {

    /** The last texts seen, by hash: names, and values such as types. A lost update costs a copy, no more. */
    private static final AsciiString[] RECENT = new AsciiString[128];

    /** In turns a name in lower case and its value. */
    private final AsciiString[] texts;

    /** @param kept says of a name in lower case whether its fields are */
    HotFields(HttpHeaders fields, Predicate<AsciiString> kept) {
        AsciiString[] all = new AsciiString[2 * fields.size()];
        int size = 0;
        Iterator<Entry<CharSequence, CharSequence>> each = fields.iteratorCharSequence();
        while (each.hasNext()) {
            Entry<CharSequence, CharSequence> field = each.next();
            AsciiString name = AsciiString.of(field.getKey()).toLowerCase();
            if (kept.test(name)) {
                all[size++] = shared(name);
                all[size++] = shared(AsciiString.of(field.getValue()));
            }
        }
        texts = Arrays.copyOf(all, size);
    }

    private static AsciiString shared(AsciiString text) {
        int place = text.hashCode() & RECENT.length - 1;
        AsciiString recent = RECENT[place];
        if (text.equals(recent)) {
            return recent;
        }
        RECENT[place] = text;
        return text;
    }

    /** The first value of a name, which is in lower case; empty if there is none. */
    AsciiString get(AsciiString name) {
        for (int i = 0; i < texts.length; i += 2) {
            if (texts[i].equals(name)) {
                return texts[i + 1];
            }
        }
        return AsciiString.EMPTY_STRING;
    }

    /** A copy: whoever stands between here and the socket adds fields of its own (Date, HSTS). */
    HttpHeaders http1() {
        HttpHeaders copy =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (int i = 0; i < texts.length; i += 2) {
            copy.add(texts[i], texts[i + 1]);
        }
        return copy;
    }

    /** A copy with the status before them, which HTTP/2 has among the fields. */
    Http2Headers http2(AsciiString status) {
        Http2Headers copy = new DefaultHttp2Headers(false, texts.length / 2 + 3).status(status);
        for (int i = 0; i < texts.length; i += 2) {
            copy.add(texts[i], texts[i + 1]);
        }
        return copy;
    }
}
