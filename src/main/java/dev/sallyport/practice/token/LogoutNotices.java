package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.caller.Authentication.Method;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.selection.Selection;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.token.verify.LogoutToken;
import dev.sallyport.practice.token.verify.TokenReasons;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Hears from issuers that somebody has signed out. A peer of which too much was refused is not heard for the rest of the minute; what is
 * taken does not count. Safe for use by several threads. Source: OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8.
 */
public final class LogoutNotices {
    /** Too many of a peer were refused. */
    static final Reason RATE = new Reason("token", "logout-rate");

    private static final Verdict NO_FORM =
            new Verdict.Deny(TokenReasons.LOGOUT, new Hint.Mend("the form must have one `logout_token`"));
    private static final String PARAMETER = "logout_token=";
    private static final int REFUSED_MAX = 60;
    private static final int PEERS_MAX = 10_000;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Verifiers verifiers;
    private final Supplier<Set<String>> resources;
    private final Function<Selection, String> end;
    private final Map<String, Integer> refused = new HashMap<>();
    private long minuteNanos = System.nanoTime();

    /**
     * Notices that {@code verifiers} judge.
     *
     * @param resources the URLs by which this gateway is known
     * @param end ends what is selected, and says for the record what that was
     */
    public LogoutNotices(Verifiers verifiers, Supplier<Set<String>> resources, Function<Selection, String> end) {
        this.verifiers = verifiers;
        this.resources = resources;
        this.end = end;
    }

    /** True where there is an issuer who could say something. */
    public boolean isHeard() {
        return !verifiers.tokens().isIdle();
    }

    /** Takes the form that came with {@code exchange}, and ends what it is about; blocks. */
    public Verdict hear(Exchange exchange, byte[] body, int lengthBytes) {
        String peer = exchange.envelope().peer();
        if (isTooMany(peer)) {
            return new Verdict.Deny(RATE, new Hint.RetryAfter(Duration.ofMinutes(1)));
        }
        String token = token(new String(body, 0, lengthBytes, StandardCharsets.UTF_8));
        Verdict verdict = token.isEmpty() ? NO_FORM : judge(exchange, token);
        if (verdict instanceof Verdict.Deny denial && !denial.reason().equals(TokenReasons.UNAVAILABLE)) {
            count(peer);
        }
        return verdict;
    }

    private Verdict judge(Exchange exchange, String token) {
        return switch (verifiers.tokens().logout(token, resources.get())) {
            case LogoutToken.Verdict.Refused wrong -> new Verdict.Deny(wrong.reason());
            case LogoutToken.Verdict.Unavailable unavailable ->
                new Verdict.Deny(TokenReasons.UNAVAILABLE, new Hint.RetryAfter(unavailable.retryAfter()));
            case LogoutToken.Verdict.Taken(LogoutToken logout) -> {
                taken(exchange, logout);
                yield Verdict.PASS;
            }
        };
    }

    /** The record says which issuer has spoken, of whom, and what that has ended. */
    private void taken(Exchange exchange, LogoutToken logout) {
        exchange.identified(
                new Principal.Workload(new Principal.Key(logout.issuer(), "", "")),
                new Authentication(
                        Method.SIGNED_TOKEN,
                        "",
                        Set.of(),
                        Instant.MAX,
                        Confirmation.NONE,
                        Map.of(),
                        logout.credential()));
        Selection whose = logout.sid().isEmpty()
                ? new Selection.OfSubject(logout.issuer(), logout.subject())
                : new Selection.OfIssuerSession(logout.issuer(), logout.subject(), logout.sid());
        String who =
                logout.subject().isEmpty() ? "" : new Principal.Key(logout.issuer(), logout.subject(), "").text() + " ";
        String session = logout.sid().isEmpty() ? "" : "one session ";
        exchange.note("logout", TokenReasons.SIGNED_OUT, who + session + end.apply(whose));
    }

    /** The one token in the form, or empty; other members of it are no matter. */
    private static String token(String form) {
        String token = "";
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith(PARAMETER)) {
                if (!token.isEmpty()) {
                    return "";
                }
                token = decoded(pair.substring(PARAMETER.length()));
            }
        }
        return token;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private synchronized boolean isTooMany(String peer) {
        long now = System.nanoTime();
        if (now - minuteNanos > MINUTE_NANOS) {
            minuteNanos = now;
            refused.clear();
        }
        return refused.getOrDefault(peer, 0) >= REFUSED_MAX;
    }

    private synchronized void count(String peer) {
        if (refused.size() < PEERS_MAX || refused.containsKey(peer)) {
            refused.merge(peer, 1, Integer::sum);
        }
    }
}
