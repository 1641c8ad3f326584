package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Authentication;
import dev.sallyport.pipeline.Authentication.Method;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Principal;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Demands the token of this gateway's home in {@code Authorization: Bearer} on every request over HTTP. Whoever started the process
 * owns its standard input, and nobody else may open its control socket. Source: RFC 6750 §2.1, §3; MCP 2026-07-28, Authorization, Access Token Usage.
 */
final class TokenGuard implements Guard {
    /** No token was shown. */
    static final Reason MISSING = new Reason("token", "missing");
    /** The token shown is not the one of this gateway. */
    static final Reason INVALID = new Reason("token", "invalid");

    private static final String SCHEME = "Bearer ";
    private static final Verdict NO_TOKEN = new Verdict.Deny(MISSING, new Hint.Challenge("Bearer realm=\"sallyport\""));
    private static final Verdict WRONG_TOKEN =
            new Verdict.Deny(INVALID, new Hint.Challenge("Bearer realm=\"sallyport\", error=\"invalid_token\""));

    private final byte[] digest;

    TokenGuard(String token) {
        digest = digest(token);
    }

    @Override
    public Phase phase() {
        return Phase.IDENTIFY;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        if (carrier.isLocal()) {
            exchange.identified(
                    carrier == Carrier.OWN ? Principal.GATEWAY : Principal.LOCAL, Authentication.of(Method.PROCESS));
            return Verdict.PASS;
        }
        if (carrier == Carrier.PREFLIGHT) {
            return Verdict.PASS;
        }
        Headers headers = exchange.envelope().headers();
        String credential = headers.value("Authorization");
        if (credential.isEmpty()) {
            return NO_TOKEN;
        }
        boolean bearer = credential.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (!bearer || headers.isRepeated("Authorization") || !isOurs(credential.substring(SCHEME.length()))) {
            return WRONG_TOKEN;
        }
        exchange.identified(Principal.LOCAL, Authentication.of(Method.HOME_TOKEN));
        return Verdict.PASS;
    }

    /** Compares digests, so that the time taken tells nothing of the token. */
    private boolean isOurs(String token) {
        return MessageDigest.isEqual(digest, digest(token.strip()));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }
}
