package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.caller.Authentication.Method;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.token.verify.Certificates;
import dev.sallyport.practice.token.verify.ProofVerifier;
import dev.sallyport.practice.token.verify.TokenHash;
import dev.sallyport.practice.token.verify.TokenReasons;
import dev.sallyport.practice.token.verify.Verification;
import dev.sallyport.practice.token.verify.VerifiedToken;
import dev.sallyport.protocol.digest.Sha256;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Demands of every request over HTTP a credential: a token of an issuer that is for this URL, with the proof to which it is bound;
 * the token of this gateway's home; or a certificate. Whoever started the process owns its standard input, and nobody else may open
 * its control socket. Source: RFC 6750 §2.1, §3; RFC 9449 §7; RFC 8705 §3; MCP 2026-07-28, Authorization, Access Token Usage.
 */
final class TokenGuard implements Guard {
    /** No token was shown. */
    static final Reason MISSING = new Reason("token", "missing");
    /** What was shown is no token of this gateway, and no issuer is named whose it could be. */
    static final Reason INVALID = new Reason("token", "invalid");
    /** There is more than one credential, or one where it must not be. */
    static final Reason REQUEST = new Reason("token", "request");

    private static final Verdict TWO = new Verdict.Deny(
            REQUEST, new Hint.Mend("show one credential, in one `Authorization` header, and none in the URL"));

    private final TokenRules rules;
    private final Verifiers verifiers;
    private final Function<String, Collection<String>> scopes;
    private final Challenges challenges;
    private final byte[] homeToken;
    private final Authentication home;

    TokenGuard(
            TokenRules rules, Verifiers verifiers, Function<String, Collection<String>> scopes, Challenges challenges) {
        this.rules = rules;
        this.verifiers = verifiers;
        this.scopes = scopes;
        this.challenges = challenges;
        this.homeToken = Sha256.of(rules.homeToken());
        this.home = Authentication.of(Method.HOME_TOKEN).with(TokenHash.recorded(rules.homeToken()));
    }

    /** One credential of a request. */
    private record Shown(boolean proven, String token) {}

    @Override
    public Phase phase() {
        return Phase.IDENTIFY;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        Envelope envelope = exchange.envelope();
        Carrier carrier = envelope.carrier();
        if (carrier.isLocal()) {
            Principal local = carrier == Carrier.OWN ? Principal.GATEWAY : Principal.LOCAL;
            return identified(exchange, local, Authentication.of(Method.PROCESS));
        }
        // what an issuer sends proves itself, and so does what a person enters
        if (carrier == Carrier.PREFLIGHT || carrier == Carrier.METADATA || carrier.isOfGateway()) {
            return Verdict.PASS;
        }
        List<String> values = envelope.headers().values("Authorization");
        boolean inUrl = envelope.query().contains("access_token");
        if (values.isEmpty() || (values.size() == 1 && values.getFirst().isEmpty())) {
            return inUrl ? unknown(envelope.route()) : unshown(exchange, envelope);
        }
        if (values.size() == 1 && !isOfTokens(values.getFirst())) {
            return unknown(envelope.route());
        }
        if (values.size() > 1 || inUrl || values.getFirst().indexOf(',') >= 0) {
            return TWO;
        }
        Optional<Shown> shown = shown(values.getFirst());
        if (shown.isPresent()
                && !shown.get().proven()
                && isHomeToken(envelope, shown.get().token())) {
            return identified(exchange, Principal.LOCAL, home);
        }
        if (shown.isEmpty()) {
            return invalid(INVALID, envelope.route());
        }
        Verdict verdict =
                verifiers.tokens().isIdle() ? invalid(INVALID, envelope.route()) : token(exchange, shown.get());
        if (verdict instanceof Verdict.Deny && !exchange.isIdentified()) {
            exchange.identified(
                    Principal.ANONYMOUS,
                    Authentication.NONE.with(TokenHash.refused(shown.get().token())));
        }
        return verdict;
    }

    private static Verdict identified(Exchange exchange, Principal principal, Authentication how) {
        exchange.identified(principal, how);
        return Verdict.PASS;
    }

    private Verdict unshown(Exchange exchange, Envelope envelope) {
        Optional<Principal> workload = envelope.certificate().flatMap(Certificates::workload);
        if (workload.isPresent()) {
            Authentication how = new Authentication(
                    Method.CERTIFICATE,
                    "",
                    Set.of(),
                    Certificates.expiry(envelope.certificate().get()),
                    Confirmation.NONE,
                    Map.of(),
                    Certificates.thumbprint(envelope.certificate().get()));
            return identified(exchange, workload.get(), how);
        }
        if (rules.anonymous().contains(envelope.route())) {
            return identified(exchange, Principal.ANONYMOUS, Authentication.of(Method.ANONYMOUS));
        }
        return unknown(envelope.route());
    }

    private Verdict unknown(String route) {
        return new Verdict.Deny(MISSING, challenges.missing(route, scopes.apply(route)));
    }

    private static String scheme(String credential) {
        int blank = credential.indexOf(' ');
        return blank < 0 ? credential : credential.substring(0, blank);
    }

    /** True for the schemes of tokens; what comes by another one is no token that could be wrong. Source: RFC 6750 §3.1. */
    private static boolean isOfTokens(String credential) {
        String scheme = scheme(credential);
        return scheme.equalsIgnoreCase("Bearer") || scheme.equalsIgnoreCase("DPoP");
    }

    private static Optional<Shown> shown(String credential) {
        int blank = credential.indexOf(' ');
        return blank > 0
                ? Optional.of(new Shown(scheme(credential).equalsIgnoreCase("DPoP"), credential.substring(blank + 1)))
                : Optional.empty();
    }

    /** Compares digests, so that the time taken tells nothing of the token. */
    private boolean isHomeToken(Envelope envelope, String token) {
        boolean same = MessageDigest.isEqual(homeToken, Sha256.of(token.strip()));
        return same
                && switch (rules.homeTokenUse()) {
                    case ANYWHERE -> true;
                    case LOCAL -> Nearness.isLocal(envelope);
                    case OFF -> false;
                };
    }

    private Verdict token(Exchange exchange, Shown shown) {
        boolean onLoop = exchange.loop().isCurrent();
        Verification verification = onLoop
                ? verifiers.tokens().atOnce(shown.token())
                : verifiers.tokens().verify(shown.token());
        return switch (verification) {
            case Verification.Verified verified -> verified(exchange, shown, verified.token());
            case Verification.Refused refused ->
                invalid(refused.reason(), exchange.envelope().route());
            case Verification.Unavailable unavailable ->
                new Verdict.Deny(TokenReasons.UNAVAILABLE, new Hint.RetryAfter(unavailable.retryAfter()));
            case Verification.Elsewhere elsewhere -> new Verdict.Defer(elsewhere.lane());
        };
    }

    private Verdict verified(Exchange exchange, Shown shown, VerifiedToken token) {
        Envelope envelope = exchange.envelope();
        Confirmation confirmation = token.authentication().confirmation();
        if (!token.isFor(verifiers.urls().of(envelope.route()))) {
            return invalid(TokenReasons.AUDIENCE, envelope.route());
        }
        boolean bound = confirmation.kind() == Confirmation.Kind.DPOP;
        Headers headers = envelope.headers();
        // a proof beside a token that is bound to none would look like a protection that is not there
        boolean proof = !headers.values("DPoP").isEmpty();
        if (bound != shown.proven() || (proof && !bound) || !hasCertificate(envelope, confirmation)) {
            return invalid(TokenReasons.BINDING, envelope.route());
        }
        // a stream that is judged anew has used its proof when it was opened
        if (bound && !exchange.isIdentified()) {
            if (exchange.loop().isCurrent()) {
                return new Verdict.Defer(Lane.CPU);
            }
            Optional<Reason> refusal = verifiers
                    .proofs()
                    .refusal(
                            headers.values("DPoP"),
                            new ProofVerifier.Request(
                                    envelope.carrier().name(),
                                    verifiers.urls().of(envelope.route()),
                                    shown.token(),
                                    confirmation.thumbprint(),
                                    rules.nonces()));
            if (refusal.isPresent()) {
                return unproven(refusal.get(), envelope.route());
            }
        }
        return identified(exchange, token.principal(), token.authentication());
    }

    private static boolean hasCertificate(Envelope envelope, Confirmation confirmation) {
        return confirmation.kind() != Confirmation.Kind.CERTIFICATE
                || envelope.certificate()
                        .filter(shown -> Certificates.thumbprint(shown).equals(confirmation.thumbprint()))
                        .isPresent();
    }

    private Verdict unproven(Reason reason, String route) {
        return new Verdict.Deny(
                reason,
                reason.equals(TokenReasons.NONCE)
                        ? challenges.nonce(verifiers.proofs().nonce())
                        : challenges.proof(route));
    }

    private Verdict invalid(Reason reason, String route) {
        return new Verdict.Deny(reason, challenges.invalid(route, scopes.apply(route)));
    }
}
