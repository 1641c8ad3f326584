package dev.sallyport.practice.access.approval;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The page of one request. Whoever knows its URL may look: that is the program that asked, and whom it shows the URL to. To decide takes a
 * code that the control socket alone gives, so that no program decides what it asked for.
 */
public final class ApprovalPage {
    /** What stands before the secret in the path. */
    public static final String PATH = "/approve/";
    /** The code is not one that was given for this. */
    static final Reason CODE = new Reason("access", "approval-code");
    /** The form does not come from the page. */
    static final Reason FORM = new Reason("access", "approval-form");

    private static final int PAIRS_MAX = 8;

    private final Approvals approvals;

    /**
     * What a browser gets.
     *
     * @param status the HTTP status
     * @param headers besides its type and length
     * @param html the page
     */
    public record Answer(int status, Map<String, String> headers, String html) {}

    /** The pages of {@code approvals}. */
    public ApprovalPage(Approvals approvals) {
        this.approvals = approvals;
    }

    /** Answers {@code exchange}, which asks for the page of {@code secret}; with {@code form} where it brings one. */
    public Answer answer(Exchange exchange, String secret, String form) {
        Headers headers = exchange.envelope().headers();
        PageWords words = PageWords.of(headers.value("Accept-Language"));
        Optional<Pending> pending = approvals.visited(secret);
        if (pending.isEmpty()) {
            exchange.note("deny", Reasons.NOT_FOUND);
            return page(404, PageText.saying(words, words.unknown()));
        }
        if (exchange.envelope().carrier() == Carrier.FORM) {
            return decided(exchange, secret, pairs(form), words);
        }
        return isLookedAt(headers) ? asking(words, secret, 200, Optional.empty()) : foreign(exchange, words);
    }

    private Answer decided(Exchange exchange, String secret, Map<String, String> form, PageWords words) {
        if (!isOfPage(exchange.envelope().headers())
                || !isSame(approvals.formToken(secret), form.getOrDefault("token", ""))) {
            return foreign(exchange, words);
        }
        Optional<Choice> choice = choice(form);
        if (choice.isEmpty()) {
            return foreign(exchange, words);
        }
        return switch (approvals.decideByCode(secret, form.getOrDefault("code", ""), choice.get())) {
            case GIVEN -> page(200, PageText.saying(words, words.given()));
            case MORE -> page(200, PageText.saying(words, words.more()));
            case DENIED -> page(200, PageText.saying(words, words.denied()));
            case UNKNOWN -> page(404, PageText.saying(words, words.unknown()));
            case TWICE -> page(409, PageText.saying(words, words.twice()));
            case OTHER_SCOPE -> page(409, PageText.saying(words, words.otherScope()));
            case NO_SESSION -> page(409, PageText.saying(words, words.noSession()));
            case WRONG_CODE -> {
                exchange.note("deny", CODE);
                yield asking(words, secret, 403, Optional.of(words.wrong()));
            }
        };
    }

    /** What was chosen; empty where our page offers no such choice. */
    private static Optional<Choice> choice(Map<String, String> form) {
        return switch (form.getOrDefault("choice", "")) {
            case "deny" -> Optional.of(Choice.DENY);
            case "approve" ->
                Scope.of(form.getOrDefault("for", "once")).map(scope -> new Choice(true, scope, Duration.ZERO));
            default -> Optional.empty();
        };
    }

    private Answer asking(PageWords words, String secret, int status, Optional<String> problem) {
        return approvals
                .visited(secret)
                .map(pending -> page(status, PageText.asking(words, pending, approvals.formToken(secret), problem)))
                .orElseGet(() -> page(404, PageText.saying(words, words.unknown())));
    }

    private static Answer foreign(Exchange exchange, PageWords words) {
        exchange.note("deny", FORM);
        return page(403, PageText.saying(words, words.foreign()));
    }

    private static Answer page(int status, String html) {
        return new Answer(status, PageText.headers(), html);
    }

    /** True for a page that somebody opens to look at it; a link to it may stand anywhere. Source: Fetch Metadata Request Headers. */
    private static boolean isLookedAt(Headers headers) {
        String mode = headers.value("Sec-Fetch-Mode");
        String into = headers.value("Sec-Fetch-Dest");
        return (mode.isEmpty() || mode.equals("navigate")) && (into.isEmpty() || into.equals("document"));
    }

    /** True for a form of our own page. A browser says where it comes from in one way or the other. Source: as before; Fetch, Origin. */
    private static boolean isOfPage(Headers headers) {
        String site = headers.value("Sec-Fetch-Site");
        String origin = headers.value("Origin");
        String host = headers.value("Host");
        return (site.isEmpty() || site.equals("same-origin"))
                && (origin.isEmpty()
                        || origin.equalsIgnoreCase("https://" + host)
                        || origin.equalsIgnoreCase("http://" + host));
    }

    private static boolean isSame(String expected, String given) {
        return !expected.isEmpty()
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** The pairs of a form; of two with one name the first counts. Source: URL Standard, application/x-www-form-urlencoded. */
    private static Map<String, String> pairs(String form) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : form.split("&", PAIRS_MAX)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
