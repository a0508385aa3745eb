package org.jminihttpd.actuate;

/** How the status page looks: light or dark as the browser likes it, tables that become cards on a telephone. */
final class StatusStyle {

    /** All before the first word. */
    static final String HEAD = """
            <!doctype html>
            <html lang=en>
            <meta charset=utf-8>
            <meta name=viewport content="width=device-width,initial-scale=1">
            <meta name=color-scheme content="light dark">
            <meta http-equiv=refresh content=5>
            <title>jminihttpd status</title>
            <style>
            :root{--page:#f5f6f8;--card:#fff;--text:#1c2430;--dim:#5c6878;--line:#e4e8ee;--good:#177a3c;--bad:#b3261e;--chart:#2563c9}
            @media(prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2029;--text:#e6ebf2;--dim:#96a3b4;--line:#28303c;--good:#5fd38a;--bad:#ff8a80;--chart:#6ea8fe}}
            *{box-sizing:border-box}
            body{margin:0;padding:clamp(1rem,4vw,3rem) clamp(.75rem,4vw,2rem);background:var(--page);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
            main{max-width:64rem;margin:auto}
            h1{margin:0;font-size:1.6rem}
            h2{margin:1.8rem 0 .5rem;font-size:1.05rem}
            p{margin:.2rem 0 0;color:var(--dim)}
            ul{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;margin:1.2rem 0 0;padding:0;list-style:none}
            li,figure,table{background:var(--card);border:1px solid var(--line);border-radius:.75rem}
            li{padding:.6rem 1rem;color:var(--dim);font-size:.8rem}
            b{display:block;color:var(--text);font-size:1.4rem;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums}
            figure{margin:.6rem 0 0;padding:.8rem 1rem}
            figcaption{color:var(--dim);font-size:.8rem}
            svg{display:block;width:100%;height:4rem;fill:var(--chart)}
            table{width:100%;border-spacing:0;overflow:hidden}
            th,td{padding:.5rem 1rem;border-top:1px solid var(--line);text-align:left;vertical-align:top;font-size:.9rem;overflow-wrap:anywhere}
            th{border:0;color:var(--dim);font-size:.78rem;white-space:nowrap}
            td:first-child{font-weight:600}
            td.s,td.n,td.good{white-space:nowrap}
            td:first-child{min-width:9rem}
            .n{text-align:right;font-variant-numeric:tabular-nums}
            .bad,.bad b{color:var(--bad);font-weight:600}
            p.good::before,p.bad::before,td.good::before,td.bad:not(.n)::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.5em;border-radius:50%;background:var(--bad)}
            p.good::before,td.good::before{background:var(--good)}
            pre{margin:0;font:inherit;white-space:pre-wrap}
            @media(max-width:44rem){
            tr:first-child{display:none}
            tr{display:block;padding:.5rem .8rem}
            tr+tr+tr{border-top:1px solid var(--line)}
            td,td.s,.n,td.good{display:block;border:0;padding:.1rem 0;text-align:left;white-space:normal}
            td.s{color:var(--dim)}
            td:first-child{color:var(--text)}
            .n::after{content:" " attr(title)}
            }
            </style>
            <main>
            <h1>jminihttpd</h1>
            """;

    private StatusStyle() {}
}
