package dev.sallyport.settings;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.token.verify.Algorithms;
import dev.sallyport.practice.token.verify.Issuer;
import dev.sallyport.practice.token.verify.IssuerProfile;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.binding.UnknownName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An authorization server whose tokens are accepted; its URL alone suffices. */
public record IssuerSettings(
        @Doc("Its identifier, character by character as it stands in its tokens.")
        URI url,

        @Doc("What kind of identity provider it is; told from the URL where it is not said.")
        Optional<IssuerProfile> profile,

        @Doc("Further names of this gateway that its tokens may be issued for, beside the URL that is called.")
        List<String> audiences,

        @Doc("Whether a token that is for others too is refused.")
        boolean soleAudience,

        @Doc("The algorithms by which it may sign.") List<String> algorithms,

        @Doc("The longest time from issue to expiry of a token.")
        Duration lifetimeMax,

        @Doc(
                value = "Further facts of a caller: a name, then the claim or the JSON pointer into the claims.",
                keys = FACT)
        Map<String, String> claims,

        @Doc("How it is asked about tokens that say nothing themselves.")
        Optional<IntrospectionSettings> introspection,

        @Doc(
                "The clients at the issuer whose logouts end what their users have open here, beside `introspection` and `audiences`.")
        List<String> logoutAudiences,

        @Doc("How TLS is spoken to it.") IssuerTls tls) {
    static final String FACT = "[a-z][a-z0-9-]{0,63}";

    public IssuerSettings {
        checkUrl(url, profile.orElse(IssuerProfile.at(url)));
        audiences = List.copyOf(audiences);
        if (audiences.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("audiences must not be empty texts");
        }
        if (tls.ca().isPresent() && !url.getScheme().equals("https")) {
            throw new IllegalArgumentException("tls.ca goes only with an https `url`");
        }
        logoutAudiences = List.copyOf(logoutAudiences);
        if (logoutAudiences.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("logout-audiences must not be empty texts");
        }
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("algorithms must name one");
        }
        for (String algorithm : algorithms) {
            if (!Algorithms.ALL.contains(algorithm)) {
                throw new UnknownName(
                        "algorithms must be of " + String.join(", ", Algorithms.ALL) + ", unlike `" + algorithm + "`",
                        algorithm,
                        Algorithms.ALL);
            }
        }
        if (lifetimeMax.compareTo(Duration.ofMinutes(1)) < 0 || lifetimeMax.compareTo(Issuer.LIFETIME_MAX) > 0) {
            throw new IllegalArgumentException("lifetime-max must be 1m to 24h");
        }
        claims = ServerSettings.ordered(claims);
        claims.forEach((fact, claim) -> {
            if (fact.equals(Authentication.SID)) {
                throw new IllegalArgumentException("claims must not name `sid`, which is the session at the issuer");
            }
            if (!fact.matches(FACT) || claim.isBlank() || (claim.startsWith("/") && !claim.matches("(?:/[^/]+)+"))) {
                throw new IllegalArgumentException(
                        "claims must be a name in small letters, then a claim or a JSON pointer, unlike `" + fact
                                + "`");
            }
        });
    }

    /** One with everything but its name from the defaults. */
    public IssuerSettings(URI url) {
        this(
                url,
                Optional.empty(),
                List.of(),
                false,
                Algorithms.DEFAULT,
                Issuer.LIFETIME_MAX,
                Map.of(),
                Optional.empty(),
                List.of(),
                IssuerTls.DEFAULT);
    }

    private static void checkUrl(URI url, IssuerProfile profile) {
        if (url.getRawQuery() != null) {
            throw new IllegalArgumentException("url must have no query");
        }
        if (!url.getScheme().equals("https") && !HostPort.isLoopback(bare(url.getHost()))) {
            throw new IllegalArgumentException("url must be https, or http on this machine");
        }
        String refusal = profile.refusal(url);
        if (!refusal.isEmpty()) {
            throw new IllegalArgumentException("url " + refusal);
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The same as the verifier takes it. */
    public Issuer issuer() {
        return new Issuer(
                url,
                profile.orElse(IssuerProfile.at(url)),
                Set.copyOf(audiences),
                soleAudience,
                Set.copyOf(algorithms),
                lifetimeMax,
                claims,
                introspection.map(IntrospectionSettings::asking),
                Set.copyOf(logoutAudiences));
    }
}
