package dev.sallyport.practice.access.approval;

import dev.sallyport.protocol.digest.Sha256;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The page on which a person sees what waits for him: HTML without scripts, in which all that comes from outside is escaped. */
final class PageText {
    private static final String STYLE =
            "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
                    + "dt{font-weight:600}dd{margin:0 0 .5rem}code,pre{background:#eee;color:#111;padding:.1rem .3rem}"
                    + "pre{white-space:pre-wrap;overflow-wrap:anywhere}"
                    + "input,button{font:inherit;padding:.3rem .6rem;margin-right:.5rem}";

    private PageText() {}

    /** What every page is sent with. Source: CSP Level 3; Fetch Metadata; HTML, Cross-Origin-Opener-Policy. */
    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'sha256-" + hash(STYLE)
                        + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        headers.put("X-Frame-Options", "DENY");
        headers.put("X-Content-Type-Options", "nosniff");
        // the path is known to few; with no referrer at all browsers would not say where a form comes from
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        return headers;
    }

    /** A page that says one thing. */
    static String saying(PageWords words, String sentence) {
        return page(words, "<p role=\"status\">" + escaped(sentence) + "</p>");
    }

    /** The page of {@code pending}; its form brings {@code formToken} back. */
    static String asking(PageWords words, Pending pending, String formToken, Optional<String> problem) {
        Held held = pending.ask().held();
        StringBuilder body = new StringBuilder();
        problem.ifPresent(sentence -> body.append("<p role=\"alert\"><strong>")
                .append(escaped(sentence))
                .append("</strong></p>"));
        body.append("<dl>");
        entry(body, words.who(), held.principal().id());
        if (!held.client().isEmpty()) {
            entry(body, words.client(), held.client());
        }
        entry(body, words.what(), held.server() + "/" + held.name());
        body.append("<dt>").append(escaped(words.arguments())).append("</dt><dd><pre>");
        body.append(escaped(pending.ask().arguments())).append("</pre></dd>");
        entry(
                body,
                words.since(),
                pending.since().truncatedTo(ChronoUnit.SECONDS).toString());
        entry(
                body,
                words.until(),
                pending.until().truncatedTo(ChronoUnit.SECONDS).toString());
        entry(body, words.why(), pending.ask().statement());
        if (!pending.ask().changed().isEmpty()) {
            entry(body, words.changed(), pending.ask().changed());
        }
        if (pending.ask().people() > 1) {
            entry(
                    body,
                    words.people(),
                    pending.agreed().size() + " / " + pending.ask().people());
        }
        body.append("</dl><p>").append(escaped(words.how())).append("</p><pre>sallyport approvals show ");
        body.append(escaped(pending.name())).append("</pre>");
        if (!pending.ask().permitting().isEmpty()) {
            body.append("<p>").append(escaped(words.policy())).append("</p><pre>sallyport approvals approve ");
            body.append(escaped(pending.name())).append(" --for policy</pre>");
        }
        body.append("<form method=\"post\">");
        body.append("<input type=\"hidden\" name=\"token\" value=\"")
                .append(escaped(formToken))
                .append("\">");
        body.append("<label>").append(escaped(words.code()));
        body.append(
                " <input name=\"code\" autocomplete=\"off\" autocapitalize=\"characters\" maxlength=\"16\" required></label>");
        scopes(body, words, pending);
        button(body, "approve", words.approve());
        button(body, "deny", words.deny());
        return page(words, body.append("</form>").toString());
    }

    private static void entry(StringBuilder body, String name, String value) {
        body.append("<dt>").append(escaped(name)).append("</dt><dd><code>");
        body.append(escaped(Visible.of(value))).append("</code></dd>");
    }

    /** What it can be approved for: the same as by the command. */
    private static void scopes(StringBuilder body, PageWords words, Pending pending) {
        body.append("<fieldset><legend>").append(escaped(words.scope())).append("</legend>");
        for (Scope scope : Scope.values()) {
            if (scope == Scope.SESSION && pending.ask().session().isEmpty()) {
                continue;
            }
            body.append("<label><input type=\"radio\" name=\"for\" value=\"")
                    .append(scope.text())
                    .append(scope == Scope.ONCE ? "\" checked> " : "\"> ")
                    .append(escaped(words.scope(scope)));
            if (scope == Scope.TOOL && !pending.ask().changed().isEmpty()) {
                body.append(' ').append(escaped(words.accepts()));
            }
            body.append("</label><br>");
        }
        body.append("</fieldset>");
    }

    private static void button(StringBuilder body, String value, String text) {
        body.append("<button name=\"choice\" value=\"").append(value).append("\">");
        body.append(escaped(text)).append("</button>");
    }

    private static String page(PageWords words, String body) {
        return "<!doctype html><html lang=\"" + words.lang() + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>Sallyport: " + escaped(words.title())
                + "</title><style>" + STYLE + "</style></head><body><main><h1>Sallyport: " + escaped(words.title())
                + "</h1>" + body + "</main></body></html>\n";
    }

    /** Source: HTML, Writing HTML documents, Attributes and Text. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }
}
