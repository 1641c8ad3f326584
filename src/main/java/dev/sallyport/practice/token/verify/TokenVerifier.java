package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.execution.ForwardClock;
import dev.sallyport.pipeline.execution.Lane;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Verifies tokens of the issuers that the settings name. Safe for use by several threads; it outlives a change of the settings,
 * and with it the keys of the issuers that stay.
 */
public final class TokenVerifier {
    /** How long a signature is believed without being checked again. */
    static final Duration BELIEVED = Duration.ofSeconds(60);
    /** How long the word of an issuer about a token is believed. Source: RFC 7662 §4. */
    static final Duration ASKED = Duration.ofSeconds(30);

    private static final int LOGOUTS_MAX = 50_000;
    private static final int LOGOUT_IDS_MAX = 100_000;

    private static final System.Logger LOG = System.getLogger("sallyport");

    private final IdentityWeb web;
    private final Clock clock;
    private final ForwardClock forward;
    private final TokenCache cache;
    private final Introspection introspection;
    private final Logouts logouts;
    private final ReplayCache logoutIds;
    private volatile Map<String, Trusted> issuers = Map.of();

    private record Trusted(Issuer issuer, IssuerKeys keys) {}

    /** A verifier that trusts nobody yet. */
    public TokenVerifier(IdentityWeb web, Clock clock) {
        this.web = web;
        this.clock = clock;
        this.forward = new ForwardClock(clock);
        this.cache = new TokenCache(forward);
        this.introspection = new Introspection(web);
        this.logouts = new Logouts(clock, LOGOUTS_MAX);
        this.logoutIds = new ReplayCache(clock, LOGOUT_IDS_MAX);
    }

    /** Trusts these issuers from now on, and no others. */
    public void trust(List<Issuer> named) {
        Map<String, Trusted> before = issuers;
        Map<String, Trusted> next = new HashMap<>();
        for (Issuer issuer : named) {
            Trusted known = before.get(issuer.name());
            next.put(
                    issuer.name(),
                    known != null && known.issuer().equals(issuer)
                            ? known
                            : new Trusted(issuer, new IssuerKeys(issuer, web, forward)));
        }
        issuers = Map.copyOf(next);
        if (!before.equals(next)) {
            cache.clear();
        }
    }

    /** True where no issuer is trusted, so that no token is accepted. */
    public boolean isIdle() {
        return issuers.isEmpty();
    }

    /** What can be said of {@code text} at once: from memory, or because it is none of the tokens that are looked at. */
    public Verification atOnce(String text) {
        VerifiedToken known = text.length() > CompactToken.CHARS_MAX ? null : known(TokenHash.full(text));
        if (known != null) {
            return new Verification.Verified(known);
        }
        Optional<CompactToken> read = CompactToken.token(text);
        if (read.isEmpty()) {
            return opaque(text) == null
                    ? new Verification.Refused(TokenReasons.MALFORMED)
                    : new Verification.Elsewhere(Lane.WAIT);
        }
        CompactToken token = read.get();
        Trusted trusted = issuers.get(token.issuer());
        Verification refused = header(token, trusted);
        if (refused != null || trusted == null) {
            return refused == null ? new Verification.Refused(TokenReasons.ISSUER) : refused;
        }
        boolean asks = trusted.keys().isDue(token.kid()) || isAsked(trusted.issuer());
        if (!asks && trusted.keys().find(token.kid()) == null) {
            return unknownKey(trusted);
        }
        return new Verification.Elsewhere(asks ? Lane.WAIT : Lane.CPU);
    }

    /** What can be said of {@code text} when its issuer may be asked; blocks, where {@link #atOnce} said lane WAIT. */
    public Verification verify(String text) {
        String hash = text.length() > CompactToken.CHARS_MAX ? "" : TokenHash.full(text);
        VerifiedToken known = known(hash);
        if (known != null) {
            return new Verification.Verified(known);
        }
        Optional<CompactToken> token = CompactToken.token(text);
        Verification verdict = token.isPresent() ? signed(token.get(), text) : opaque(text, opaque(text));
        if (verdict instanceof Verification.Verified verified) {
            if (logouts.isOver(verified.token())) {
                return new Verification.Refused(TokenReasons.SIGNED_OUT);
            }
            boolean asked = verified.token().issuer().introspection().isPresent();
            cache.keep(hash, verified.token(), asked ? ASKED : BELIEVED);
        }
        return verdict;
    }

    /** What is remembered of a token, or null; whoever has signed out meanwhile is verified again. */
    private @Nullable VerifiedToken known(String hash) {
        VerifiedToken known = cache.find(hash);
        return known == null || logouts.isOver(known) ? null : known;
    }

    /**
     * What the word of an issuer that somebody has signed out is worth; where it is taken, tokens from before are refused from now on.
     * Blocks, where the issuer must be asked for its keys.
     *
     * @param resources the URLs by which this gateway is known
     */
    public LogoutToken.Verdict logout(String text, Set<String> resources) {
        Optional<CompactToken> read = CompactToken.token(text);
        if (read.isEmpty()) {
            return new LogoutToken.Verdict.Refused(TokenReasons.MALFORMED);
        }
        CompactToken token = read.get();
        Trusted trusted = issuers.get(token.issuer());
        if (trusted == null) {
            return new LogoutToken.Verdict.Refused(TokenReasons.ISSUER);
        }
        Issuer issuer = trusted.issuer();
        Verification refused = issuer.allowsLogoutType(token.type())
                ? signature(token, trusted)
                : new Verification.Refused(TokenReasons.TYPE);
        if (refused instanceof Verification.Unavailable unavailable) {
            return new LogoutToken.Verdict.Unavailable(unavailable.retryAfter());
        }
        if (refused instanceof Verification.Refused wrong) {
            return new LogoutToken.Verdict.Refused(wrong.reason());
        }
        Set<String> recipients = new HashSet<>(resources);
        recipients.addAll(issuer.audiences());
        recipients.addAll(issuer.logoutAudiences());
        issuer.introspection().ifPresent(asking -> recipients.add(asking.client()));
        LogoutToken.Verdict verdict = LogoutToken.judged(
                issuer, token.payload(), clock.instant(), recipients, TokenHash.recorded(token.signingInput()));
        return verdict instanceof LogoutToken.Verdict.Taken(LogoutToken logout) ? once(logout, issuer) : verdict;
    }

    private LogoutToken.Verdict once(LogoutToken logout, Issuer issuer) {
        if (!logoutIds.isFirst(TokenHash.full(logout.issuer() + " " + logout.id()), logout.until())) {
            return new LogoutToken.Verdict.Refused(TokenReasons.LOGOUT_REPLAYED);
        }
        logouts.add(logout, issuer.lifetimeMax());
        cache.forget(logouts::isOver);
        return new LogoutToken.Verdict.Taken(logout);
    }

    private static @Nullable Verification header(CompactToken token, @Nullable Trusted trusted) {
        if (trusted == null) {
            return new Verification.Refused(TokenReasons.ISSUER);
        }
        if (!trusted.issuer().allowsType(token.type())) {
            return new Verification.Refused(TokenReasons.TYPE);
        }
        return algorithm(token, trusted);
    }

    private static @Nullable Verification algorithm(CompactToken token, Trusted trusted) {
        return trusted.issuer().algorithms().contains(token.algorithm())
                ? null
                : new Verification.Refused(TokenReasons.ALGORITHM);
    }

    /** Why a key of the issuer has not signed {@code token}, or null where one has; blocks, where keys must be asked for. */
    private static @Nullable Verification signature(CompactToken token, Trusted trusted) {
        Verification refused = algorithm(token, trusted);
        if (refused != null) {
            return refused;
        }
        if (trusted.keys().isDue(token.kid())) {
            trusted.keys().ask(token.kid());
        }
        SigningKey key = trusted.keys().find(token.kid());
        if (key == null) {
            return unknownKey(trusted);
        }
        return key.hasSigned(token)
                ? null
                : new Verification.Refused(
                        key.algorithms().contains(token.algorithm()) ? TokenReasons.SIGNATURE : TokenReasons.KEY);
    }

    /** True where the issuer is asked about its signed tokens too. */
    private static boolean isAsked(Issuer issuer) {
        return issuer.introspection().filter(Issuer.Asking::always).isPresent();
    }

    private static Verification unknownKey(Trusted trusted) {
        return trusted.keys().isUnknown()
                ? new Verification.Unavailable(trusted.keys().pause())
                : new Verification.Refused(TokenReasons.KEY);
    }

    private Verification signed(CompactToken token, String text) {
        Trusted trusted = issuers.get(token.issuer());
        Verification refused = header(token, trusted);
        if (refused != null || trusted == null) {
            return refused == null ? new Verification.Refused(TokenReasons.ISSUER) : refused;
        }
        refused = signature(token, trusted);
        if (refused != null) {
            return refused;
        }
        String credential = TokenHash.recorded(token.signingInput());
        Verification verdict = ClaimRules.signed(trusted.issuer(), token.payload(), clock.instant(), credential);
        return isAsked(trusted.issuer()) && verdict instanceof Verification.Verified
                ? confirmed(verdict, trusted, token, text)
                : verdict;
    }

    /** The same verdict where the issuer says that the token is still active. */
    private Verification confirmed(Verification verdict, Trusted trusted, CompactToken token, String text) {
        try {
            Optional<ObjectNode> answer = ask(trusted, text);
            boolean active = answer.isPresent() && Introspection.isAbout(answer.get(), token.payload());
            return active ? verdict : new Verification.Refused(TokenReasons.INACTIVE);
        } catch (IOException failed) {
            return unasked(trusted, failed);
        }
    }

    /** The one issuer that is asked about tokens that say nothing themselves, or null. */
    private @Nullable Trusted opaque(String text) {
        if (!Introspection.isToken(text) || text.chars().filter(c -> c == '.').count() == 2) {
            return null;
        }
        for (Trusted trusted : issuers.values()) {
            if (trusted.issuer().introspection().isPresent()) {
                return trusted;
            }
        }
        return null;
    }

    private Verification opaque(String text, @Nullable Trusted trusted) {
        if (trusted == null) {
            return new Verification.Refused(TokenReasons.MALFORMED);
        }
        try {
            Optional<ObjectNode> answer = ask(trusted, text);
            return answer.isEmpty()
                    ? new Verification.Refused(TokenReasons.INACTIVE)
                    : ClaimRules.introspected(
                            trusted.issuer(), answer.get(), clock.instant(), TokenHash.recorded(text));
        } catch (IOException failed) {
            return unasked(trusted, failed);
        }
    }

    private Optional<ObjectNode> ask(Trusted trusted, String text) throws IOException {
        if (trusted.keys().introspection().isEmpty()) {
            trusted.keys().ask("");
        }
        Issuer.Asking asking =
                trusted.issuer().introspection().orElseThrow(() -> new IOException("nobody is to be asked"));
        URI place = trusted.keys()
                .introspection()
                .orElseThrow(() -> new IOException("the issuer names no introspection_endpoint"));
        return introspection.ask(trusted.issuer(), asking, place, text);
    }

    private static Verification unasked(Trusted trusted, IOException failed) {
        LOG.log(
                Level.WARNING,
                "{0} cannot be asked about a token: {1}",
                trusted.issuer().name(),
                failed.getMessage());
        return new Verification.Unavailable(Duration.ofSeconds(5));
    }
}
