package dev.sallyport.practice.token;

import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.practice.token.verify.Algorithms;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a caller is told to do about its credential. Nothing of what it said is repeated, and what it is told can break no header:
 * scopes and URLs are those of the settings. Source: RFC 6750 §3; RFC 9728 §5.1; RFC 9449 §7.1; MCP 2026-07-28, Authorization.
 */
final class Challenges {
    private final RouteUrls urls;
    private final boolean delegates;

    /** {@code delegates} is false where there is no issuer to send anybody to. */
    Challenges(RouteUrls urls, boolean delegates) {
        this.urls = urls;
        this.delegates = delegates;
    }

    /** No credential was shown, so there is no error. */
    Hint.Challenge missing(String route, Collection<String> scopes) {
        return new Hint.Challenge("Bearer " + rest(route, scopes, "realm=\"sallyport\""));
    }

    /** The token that was shown is not accepted. */
    Hint.Challenge invalid(String route, Collection<String> scopes) {
        String error = "error=\"invalid_token\"";
        return new Hint.Challenge(
                delegates
                        ? "Bearer " + error + ", " + rest(route, scopes, "")
                        : "Bearer realm=\"sallyport\", " + error);
    }

    /** The proof of possession is missing or wrong. */
    Hint.Challenge proof(String route) {
        return new Hint.Challenge(
                "DPoP error=\"invalid_dpop_proof\", " + algorithms() + ", " + rest(route, List.of(), ""));
    }

    /** The proof needs this nonce. */
    Hint.Challenge nonce(String nonce) {
        return new Hint.Challenge("DPoP error=\"use_dpop_nonce\", " + algorithms(), nonce);
    }

    private static String algorithms() {
        return "algs=\"" + String.join(" ", Algorithms.ALL) + "\"";
    }

    private String rest(String route, Collection<String> scopes, String otherwise) {
        String metadata = delegates ? urls.metadata(route) : "";
        String place = metadata.isEmpty() ? otherwise : "resource_metadata=\"" + metadata + "\"";
        if (scopes.isEmpty()) {
            return place.isEmpty() ? "realm=\"sallyport\"" : place;
        }
        String wanted = "scope=\"" + String.join(" ", new TreeSet<>(scopes)) + "\"";
        return place.isEmpty() ? wanted : place + ", " + wanted;
    }
}
