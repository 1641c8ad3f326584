package dev.sallyport.practice.validation;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.Locale;

/**
 * Judges an HTTP request before its body is read: host and origin (against DNS rebinding), method, content type and declared size.
 * Source: MCP 2026-07-28, Streamable HTTP, Security Warning; RFC 9110 §7.2, §8.3.
 */
final class DoorGuard implements Guard {
    static final Reason HOST = new Reason("validation", "host");
    static final Reason ORIGIN = new Reason("validation", "origin");
    static final Reason METHOD = new Reason("validation", "http-method");
    static final Reason TYPE = new Reason("validation", "content-type");
    static final Reason ENCODING = new Reason("validation", "content-encoding");
    static final Reason ACCEPT = new Reason("validation", "accept");
    static final Reason SIZE = new Reason("validation", "body-size");

    private static final Verdict WRONG_HOST =
            deny(HOST, "the Host header names none of the hosts by which this gateway may be called");
    private static final Verdict WRONG_ORIGIN =
            deny(ORIGIN, "pages of this origin may not call the gateway; add it to `origins` where they should");
    private static final Verdict WRONG_METHOD = deny(METHOD, "only POST, GET, DELETE and OPTIONS are served here");
    private static final Verdict WRONG_TYPE = deny(TYPE, "the body must be application/json in UTF-8");
    private static final Verdict WRONG_FORM = deny(TYPE, "what is sent here must be application/x-www-form-urlencoded");
    private static final Verdict ENCODED = deny(ENCODING, "an encoded body cannot be judged: send it as it is");
    private static final Verdict WRONG_ACCEPT =
            deny(ACCEPT, "the answer is application/json or text/event-stream: accept both");
    private static final Verdict TOO_LARGE = deny(SIZE, "the body is larger than `limits.body`");

    private final DoorRules rules;

    DoorGuard(DoorRules rules) {
        this.rules = rules;
    }

    @Override
    public Phase phase() {
        return Phase.ADMIT;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        return judge(exchange.envelope());
    }

    /** The verdict on a request of this head. */
    Verdict judge(Envelope envelope) {
        if (envelope.carrier().isLocal()) {
            return Verdict.PASS;
        }
        Headers headers = envelope.headers();
        String host = headers.value("Host");
        if (headers.isRepeated("Host") || !rules.hosts().contains(name(host))) {
            return WRONG_HOST;
        }
        if (envelope.carrier() == Envelope.Carrier.METADATA) {
            // public, the same for everybody, and read by pages of any origin before they have a token
            return bodiless(envelope);
        }
        if (!isOriginKnown(headers, host)) {
            return WRONG_ORIGIN;
        }
        return switch (envelope.carrier()) {
            case OTHER -> WRONG_METHOD;
            case POST -> body(envelope);
            case LOGOUT, FORM -> form(envelope);
            case GET -> accepts(headers, "text/event-stream") ? bodiless(envelope) : WRONG_ACCEPT;
            default -> bodiless(envelope);
        };
    }

    private boolean isOriginKnown(Headers headers, String host) {
        String origin = headers.value("Origin");
        if (origin.isEmpty()) {
            return true;
        }
        boolean own = origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
        return !headers.isRepeated("Origin") && (own || rules.origins().contains(origin.toLowerCase(Locale.ROOT)));
    }

    private Verdict body(Envelope envelope) {
        Headers headers = envelope.headers();
        if (headers.isRepeated("Content-Type") || !isJson(headers.value("Content-Type"))) {
            return WRONG_TYPE;
        }
        if (!headers.value("Content-Encoding").isEmpty()) {
            return ENCODED;
        }
        if (!accepts(headers, "application/json") && !accepts(headers, "text/event-stream")) {
            return WRONG_ACCEPT;
        }
        return envelope.sizeBytes() > rules.bodyBytesMax() ? TOO_LARGE : Verdict.PASS;
    }

    /** Source: OpenID Connect Back-Channel Logout 1.0 §2.5. */
    private Verdict form(Envelope envelope) {
        Headers headers = envelope.headers();
        if (headers.isRepeated("Content-Type") || !isForm(headers.value("Content-Type"))) {
            return WRONG_FORM;
        }
        if (!headers.value("Content-Encoding").isEmpty()) {
            return ENCODED;
        }
        return envelope.sizeBytes() > rules.bodyBytesMax() ? TOO_LARGE : Verdict.PASS;
    }

    private static Verdict bodiless(Envelope envelope) {
        return envelope.sizeBytes() > 0 ? TOO_LARGE : Verdict.PASS;
    }

    private static boolean isJson(String type) {
        return isType(type, "application/json");
    }

    private static boolean isForm(String type) {
        return isType(type, "application/x-www-form-urlencoded");
    }

    private static boolean isType(String type, String expected) {
        String plain = type.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
        return plain.equals(expected) || plain.equals(expected + ";charset=utf-8");
    }

    private static boolean accepts(Headers headers, String type) {
        String accept = headers.value("Accept");
        return accept.isEmpty()
                || accept.contains("*/*")
                || accept.toLowerCase(Locale.ROOT).contains(type)
                || accept.contains(type.substring(0, type.indexOf('/')) + "/*");
    }

    /** The host without its port, in lower case; a port is digits. Source: RFC 3986 §3.2.3. */
    private static String name(String host) {
        int end = host.length();
        while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
            end--;
        }
        boolean port = end > 0 && host.charAt(end - 1) == ':' && end > host.lastIndexOf(']');
        return host.substring(0, port ? end - 1 : host.length()).toLowerCase(Locale.ROOT);
    }

    private static Verdict deny(Reason reason, String mend) {
        return new Verdict.Deny(reason, new Hint.Mend(mend));
    }
}
