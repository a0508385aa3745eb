package org.jminihttpd.destination.files;

import static org.jminihttpd.destination.files.ByteText.fixed;

import java.nio.charset.StandardCharsets;
import org.jminihttpd.destination.files.DirectoryListing.Row;
import org.springframework.web.util.UriUtils;

/** A listing for people: a page without scripts or images, for phone and desktop, light and dark. */
final class HtmlListing implements ListingFormat {

    private static final byte[] HEAD = fixed("""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <style>
            :root{--page:#f5f6f8;--card:#fff;--text:#1c2430;--dim:#5c6878;--line:#e4e8ee;--hover:#eef4ff;--link:#1a5ccc;--folder:#e2a52b;--file:#9aa6b5}
            @media(prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2029;--text:#e6ebf2;--dim:#96a3b4;--line:#28303c;\
            --hover:#222b38;--link:#8bb5ff;--folder:#e6b450;--file:#667385}}
            *{box-sizing:border-box}
            body{margin:0;padding:clamp(1rem,4vw,3rem) clamp(.75rem,4vw,2rem);background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:60rem;margin:auto}
            h1{margin:0;font-size:clamp(1.25rem,4vw,1.7rem);line-height:1.3;letter-spacing:-.01em;overflow-wrap:anywhere}
            h1 a{color:var(--link);text-decoration:none}
            h1 a:hover{text-decoration:underline}
            h1 i{margin:0 .3em;font-style:normal;font-weight:400;color:var(--file)}
            p{margin:.3rem 0 1.2rem;color:var(--dim);font-size:.9rem}
            table{width:100%;border-spacing:0;table-layout:fixed;background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow:hidden}
            th,td{padding:0 1rem;border-top:1px solid var(--line);text-align:right;white-space:nowrap;color:var(--dim);font-size:.875rem;font-variant-numeric:tabular-nums}
            th{padding-block:.6rem;border:0;font-size:.78rem;font-weight:600}
            th:first-child,td:first-child{text-align:left;white-space:normal}
            th:nth-child(2){width:7rem}
            th:nth-child(3){width:12rem}
            td:first-child{padding:0;font-size:1rem;color:var(--text);unicode-bidi:isolate}
            td>a,td>span{position:relative;display:block;padding:.55rem 1rem .55rem 2.9rem;color:inherit;text-decoration:none;overflow-wrap:anywhere}
            td>a::before,td>span::before{content:"";position:absolute;left:1.1rem;top:.72rem;width:.95rem;height:1.15rem;background:var(--file);\
            clip-path:polygon(0 0,60% 0,60% 35%,100% 35%,100% 100%,0 100%,0 0,68% 0,100% 27%,68% 27%,68% 0)}
            .d td>a,.d td>span{font-weight:550}
            .d td>a::before,.d td>span::before{width:1.2rem;left:1rem;height:1rem;top:.82rem;background:var(--folder);border-radius:.15rem;\
            clip-path:polygon(0 0,42% 0,54% 17%,100% 17%,100% 100%,0 100%)}
            .u td>a{color:var(--dim)}
            .u td>a::before{width:1.1rem;height:1.1rem;clip-path:polygon(50% 8%,96% 54%,82% 68%,60% 46%,60% 100%,40% 100%,40% 46%,18% 68%,4% 54%)}
            td>span{color:var(--dim);cursor:not-allowed}
            tr:hover{background:var(--hover)}
            tr:hover a{color:var(--link)}
            a:focus-visible{outline:2px solid var(--link);outline-offset:-2px;border-radius:.3rem}
            @media(max-width:40rem){
            thead{display:none}
            tr{position:relative;display:flex;flex-wrap:wrap;padding-bottom:.55rem}
            td>a{position:static}
            td>a::after{content:"";position:absolute;inset:0}
            tr+tr{border-top:1px solid var(--line)}
            td{border:0;padding:0 0 0 .9rem;font-size:.8rem}
            td:first-child{flex:0 0 100%;padding:0}
            td:nth-child(2){padding-left:2.9rem}
            td:empty{display:none}
            td:empty+td{padding-left:2.9rem}
            td>a,td>span{padding-bottom:.05rem}
            }
            </style>
            """);

    private static final byte[] DIRECTORY = fixed("<tr class=d><td>");
    private static final byte[] FILE = fixed("<tr><td>");
    private static final byte[] LINK = fixed("<a href=\"./");
    private static final byte[] NAME = fixed("\">");
    private static final byte[] LINK_OF_DIRECTORY = fixed("/\">");
    private static final byte[] END_LINK = fixed("</a>");
    private static final byte[] PLAIN = fixed("<span>");
    private static final byte[] END_PLAIN = fixed("</span>");
    private static final byte[] SMALL = fixed("<td>");
    private static final byte[] LARGE = fixed("<td title=\"");
    private static final byte[] BYTES = fixed(" bytes\">");
    private static final byte[] NO_SIZE = fixed("<td>");
    private static final byte[] TIME = fixed("<td><time datetime=\"");
    private static final byte[] SPACE = fixed(" ");
    private static final byte[] END_ROW = fixed("</time>\n");
    private static final byte[] END = fixed("</table>\n</main>\n</html>\n");

    private final String path;

    /** @param path of the request in normal form, ending in a slash */
    HtmlListing(String path) {
        this.path = path;
    }

    @Override
    public String contentType() {
        return "text/html; charset=utf-8";
    }

    @Override
    public void begin(ByteText text, DirectoryListing listing) {
        String shown = UriUtils.decode(path, StandardCharsets.UTF_8);
        text.add(HEAD)
                .add(fixed("<title>Index of "))
                .addHtml(shown)
                .add(fixed("</title>\n</head>\n<body>\n<main>\n<h1>"));
        breadcrumbs(text);
        text.add(fixed("</h1>\n<p>"));
        summary(text, listing);
        text.add(fixed("</p>\n<table>\n<thead><tr><th>Name<th>Size<th>Modified (UTC)</thead>\n"));
        if (path.length() > 1) {
            text.add(fixed("<tr class=u><td><a href=\"../\">Parent folder</a><td><td>\n"));
        }
    }

    /** Relative links: they hold behind a proxy that puts us below a path of its own. */
    private void breadcrumbs(ByteText text) {
        String[] segments = path.length() == 1
                ? new String[0]
                : path.substring(1, path.length() - 1).split("/");
        for (int i = -1; i < segments.length; i++) {
            String name = i < 0 ? "Home" : UriUtils.decode(segments[i], StandardCharsets.UTF_8);
            int above = segments.length - 1 - i;
            if (above > 0) {
                text.add(fixed("<a href=\"" + "../".repeat(above) + "\">"))
                        .addHtml(name)
                        .add(fixed("</a><i>/</i>"));
            } else {
                text.addHtml(name);
            }
        }
    }

    private void summary(ByteText text, DirectoryListing listing) {
        if (listing.count() == 0) {
            text.add(fixed("This folder is empty"));
            return;
        }
        int directories = listing.directories();
        int files = listing.count() - directories;
        if (directories > 0) {
            text.addNumber(directories).add(fixed(directories == 1 ? " folder" : " folders"));
        }
        if (files > 0) {
            text.add(fixed(directories > 0 ? ", " : ""))
                    .addNumber(files)
                    .add(fixed(files == 1 ? " file, " : " files, "))
                    .addSize(listing.bytes());
        }
    }

    @Override
    public void row(ByteText text, Row row) {
        text.add(row.directory() ? DIRECTORY : FILE);
        String name = row.name().text();
        String href = row.name().href();
        if (href.isEmpty()) {
            text.add(PLAIN).addHtml(name).add(END_PLAIN);
        } else {
            text.add(LINK).addHtml(href).add(row.directory() ? LINK_OF_DIRECTORY : NAME);
            text.addHtml(name).add(END_LINK);
        }
        if (row.directory()) {
            text.add(NO_SIZE);
        } else if (row.size() < 1000) {
            text.add(SMALL).addSize(row.size());
        } else {
            text.add(LARGE).addNumber(row.size()).add(BYTES).addSize(row.size());
        }
        text.add(TIME).addInstant(row.modified()).add(NAME);
        text.addDate(row.modified()).add(SPACE).addMinutes(row.modified()).add(END_ROW);
    }

    @Override
    public void end(ByteText text) {
        text.add(END);
    }
}
