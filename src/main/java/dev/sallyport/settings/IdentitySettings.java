package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Moved;
import dev.sallyport.practice.token.HomeToken;
import dev.sallyport.practice.token.TokenRules;
import dev.sallyport.practice.token.verify.Issuer;
import dev.sallyport.settings.binding.UnknownName;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may call. */
@Moved(
        keys = {"scopes", "server-scopes"},
        to = "scope.rules")
public record IdentitySettings(
        @Doc(
                "The authorization servers whose tokens are accepted; without one, the token of the home is. The URL alone suffices.")
        List<IssuerSettings> issuers,

        @Doc("Where the token of the home is accepted beside tokens of issuers: `local`, `anywhere` or `off`.")
        HomeToken homeToken,

        @Doc("The servers, and profiles as `p/name`, that anybody may call without a credential.")
        List<String> anonymous,

        @Doc("Whether proofs of possession need a nonce of this gateway.")
        boolean proofNonces) {
    /** No issuer, nobody anonymous. */
    public static final IdentitySettings DEFAULT = new IdentitySettings(List.of(), HomeToken.LOCAL, List.of(), false);

    public IdentitySettings {
        issuers = List.copyOf(issuers);
        Set<URI> urls = new HashSet<>();
        for (IssuerSettings issuer : issuers) {
            if (!urls.add(issuer.url())) {
                throw new IllegalArgumentException("issuers must be different, unlike `" + issuer.url() + "`");
            }
        }
        if (issuers.stream()
                        .filter(issuer -> issuer.introspection().isPresent())
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "issuers must have `introspection` once: a token that says nothing itself is shown to one of them alone");
        }
        anonymous = List.copyOf(anonymous);
    }

    /** The same without what names servers. */
    IdentitySettings withoutServers() {
        return new IdentitySettings(issuers, homeToken, List.of(), proofNonces);
    }

    /** Refuses names that are none of {@code routes}. */
    void checkNames(Set<String> routes) {
        for (String name : anonymous) {
            if (!routes.contains(name)) {
                throw new UnknownName(
                        "identity must name servers, or profiles as `p/name`, of this file, not `" + name + "`",
                        name,
                        routes);
            }
        }
    }

    /** The issuers as the verifier takes them. */
    public List<Issuer> trusted() {
        return issuers.stream().map(IssuerSettings::issuer).toList();
    }

    /** The files of the authorities that alone may vouch for an issuer, by its URL. */
    public Map<URI, Path> authorities() {
        Map<URI, Path> files = new HashMap<>();
        issuers.forEach(issuer -> issuer.tls().ca().ifPresent(ca -> files.put(issuer.url(), ca)));
        return files;
    }

    /** Who may come in, where {@code token} is that of the home. */
    public TokenRules rules(String token) {
        return new TokenRules(
                token, issuers.isEmpty() ? HomeToken.ANYWHERE : homeToken, Set.copyOf(anonymous), proofNonces);
    }
}
