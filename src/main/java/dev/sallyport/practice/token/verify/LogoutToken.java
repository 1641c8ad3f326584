package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The word of an issuer that somebody has signed out. Source: OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6.
 *
 * @param issuer whose word it is
 * @param subject who has signed out; empty where the session alone is named
 * @param sid the session at the issuer that is over; empty where all of the subject's are
 * @param issued when, by the issuer's clock
 * @param id the id of this token, which is used once
 * @param credential the hash by which the record knows it
 */
public record LogoutToken(String issuer, String subject, String sid, Instant issued, String id, String credential) {
    /** How long after it was issued one is taken. */
    static final Duration FRESH = Duration.ofMinutes(2);

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final int TEXT_CHARS_MAX = 512;

    /** What is said of one that was shown. */
    public sealed interface Verdict {
        /** It is what it says, for the first time. */
        record Taken(LogoutToken token) implements Verdict {}

        /** It is not taken. */
        record Refused(Reason reason) implements Verdict {}

        /** Its issuer cannot be asked for keys, so nothing can be said. */
        record Unavailable(Duration retryAfter) implements Verdict {}
    }

    /** When it would not be taken any more, however often it is shown. */
    Instant until() {
        return issued.plus(FRESH).plusSeconds(ClaimRules.SKEW_SECONDS + 1);
    }

    /**
     * Judges claims that {@code issuer} has signed.
     *
     * @param recipients the names of this gateway, of which one must be in {@code aud}
     */
    static Verdict judged(Issuer issuer, ObjectNode claims, Instant now, Set<String> recipients, String credential) {
        Optional<Reason> wrong = wrong(issuer, claims, now, recipients);
        return wrong.<Verdict>map(Verdict.Refused::new)
                .orElseGet(() -> new Verdict.Taken(new LogoutToken(
                        issuer.name(),
                        text(claims, issuer.profile().form().subject()),
                        text(claims, "sid"),
                        Instant.ofEpochSecond(claims.path("iat").longValue()),
                        text(claims, "jti"),
                        credential)));
    }

    private static Optional<Reason> wrong(Issuer issuer, ObjectNode claims, Instant now, Set<String> recipients) {
        if (!StrictJson.text(claims, "iss").equals(issuer.name())) {
            return Optional.of(TokenReasons.ISSUER);
        }
        boolean event = claims.path("events").path(EVENT).isObject();
        String subject = issuer.profile().form().subject();
        boolean somebody =
                isText(claims, subject) && isText(claims, "sid") && (claims.has(subject) || claims.has("sid"));
        if (!event || claims.has("nonce") || !somebody || text(claims, "jti").isEmpty()) {
            return Optional.of(TokenReasons.LOGOUT);
        }
        List<String> audience = StrictJson.texts(claims, "aud");
        if (audience == null || audience.stream().noneMatch(recipients::contains)) {
            return Optional.of(TokenReasons.AUDIENCE);
        }
        return isFresh(claims.path("iat"), claims.path("exp"), now.getEpochSecond())
                ? Optional.empty()
                : Optional.of(TokenReasons.TIME);
    }

    private static boolean isFresh(JsonNode iat, JsonNode exp, long now) {
        return iat.isIntegralNumber()
                && iat.canConvertToLong()
                && exp.isIntegralNumber()
                && exp.canConvertToLong()
                && iat.longValue() >= now - FRESH.toSeconds() - ClaimRules.SKEW_SECONDS
                && iat.longValue() <= now + ClaimRules.SKEW_SECONDS
                && exp.longValue() > now - ClaimRules.SKEW_SECONDS
                && exp.longValue() > iat.longValue();
    }

    /** True where the claim is absent, or a text that names something. */
    private static boolean isText(ObjectNode claims, String claim) {
        return !claims.has(claim) || !text(claims, claim).isEmpty();
    }

    private static String text(ObjectNode claims, String claim) {
        String value = StrictJson.text(claims, claim);
        return value.length() <= TEXT_CHARS_MAX ? value : "";
    }
}
