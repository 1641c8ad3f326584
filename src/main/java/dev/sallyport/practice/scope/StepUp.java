package dev.sallyport.practice.scope;

import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.verdict.Hint;
import java.util.Collection;
import java.util.List;

/**
 * What a caller is told whose token has not been granted enough. Scopes and URLs are those of the settings, so nothing of what was said
 * can break the header. Source: RFC 6750 §3; RFC 9449 §7.1; RFC 9728 §5.1; MCP 2026-07-28, Authorization, Scope Challenge Handling.
 *
 * @param urls the URLs of routes
 * @param delegates false where there is no issuer to send anybody to
 * @param algorithms by which proofs of possession may be signed
 */
public record StepUp(RouteUrls urls, boolean delegates, List<String> algorithms) {
    private static final String ERROR =
            "error=\"insufficient_scope\", error_description=\"the token lacks scopes that this takes\"";

    public StepUp {
        algorithms = List.copyOf(algorithms);
    }

    /**
     * To a caller whose token is bound by {@code confirmation}.
     *
     * @param missing what the token has not been granted
     * @param needed that, and what it has been granted already and this takes too
     */
    Hint.StepUp insufficient(
            String route, Confirmation.Kind confirmation, Collection<String> missing, Collection<String> needed) {
        String scheme = confirmation == Confirmation.Kind.DPOP
                ? "DPoP " + ERROR + ", algs=\"" + String.join(" ", algorithms) + "\""
                : "Bearer " + ERROR;
        return new Hint.StepUp(scheme + rest(route, missing), scheme + rest(route, needed));
    }

    /** To a caller who has come without a token. */
    Hint.Challenge token(String route, Collection<String> needed) {
        return new Hint.Challenge("Bearer realm=\"sallyport\"" + rest(route, needed));
    }

    private String rest(String route, Collection<String> scopes) {
        String metadata = delegates ? urls.metadata(route) : "";
        return (metadata.isEmpty() ? "" : ", resource_metadata=\"" + metadata + "\"") + ", scope=\""
                + String.join(" ", scopes) + "\"";
    }
}
