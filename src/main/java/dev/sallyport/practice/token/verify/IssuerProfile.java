package dev.sallyport.practice.token.verify;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the tokens of one kind of identity provider differ from what RFC 9068 says, as data. What a kind cannot do safely is
 * refused with an explanation.
 */
public enum IssuerProfile {
    /** Any authorization server that follows RFC 9068. */
    GENERIC,
    /** Keycloak, whose tokens say {@code JWT} in the header and what they are in the payload. */
    KEYCLOAK,
    /** Microsoft Entra ID, tokens of version 2.0. */
    ENTRA,
    /** Okta, custom authorization servers. */
    OKTA,
    /** Auth0, with an API as audience. */
    AUTH0,
    /** Google, which cannot issue tokens for a gateway. */
    GOOGLE,
    /** Amazon Cognito, whose access tokens have no audience. */
    COGNITO;

    /**
     * What a token of a kind looks like.
     *
     * @param types what {@code typ} of the header may say, in small letters; empty where it may be absent
     * @param clients the claims that name the client, the first that is there
     * @param subject the claim that names the subject
     * @param tenant the claim that names the tenant, or empty
     * @param more further claims that must be texts
     * @param granted true where a token without any scope or role is no access token
     */
    record Form(
            Set<String> types,
            List<String> clients,
            String subject,
            String tenant,
            Set<String> more,
            boolean granted) {}

    /** The forms; a type of its own, because constants of an enum cannot stand before what they are made of. */
    private static final class Forms {
        static final Form GENERIC = new Form(Set.of("at+jwt"), List.of("client_id"), "sub", "", Set.of("jti"), false);
        static final Form KEYCLOAK =
                new Form(Set.of("at+jwt", "jwt"), List.of("azp", "client_id"), "sub", "", Set.of("jti"), false);
        static final Form ENTRA = new Form(Set.of("jwt"), List.of("azp"), "oid", "tid", Set.of("sub"), true);
        static final Form OKTA = new Form(Set.of("at+jwt", "jwt", ""), List.of("cid"), "sub", "", Set.of("jti"), true);
        static final Form AUTH0 =
                new Form(Set.of("at+jwt", "jwt"), List.of("azp", "client_id"), "sub", "", Set.of(), false);
        static final Form NONE = new Form(Set.of(), List.of(), "sub", "", Set.of(), true);
    }

    /** What its tokens look like. */
    Form form() {
        return switch (this) {
            case GENERIC -> Forms.GENERIC;
            case KEYCLOAK -> Forms.KEYCLOAK;
            case ENTRA -> Forms.ENTRA;
            case OKTA -> Forms.OKTA;
            case AUTH0 -> Forms.AUTH0;
            case GOOGLE, COGNITO -> Forms.NONE;
        };
    }

    /** The kind of identity provider that is usually found at {@code url}. */
    public static IssuerProfile at(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        if (host.equals("accounts.google.com")) {
            return GOOGLE;
        }
        if (host.equals("login.microsoftonline.com") || host.equals("sts.windows.net")) {
            return ENTRA;
        }
        if (host.startsWith("cognito-idp.") && host.contains(".amazonaws.com")) {
            return COGNITO;
        }
        if (host.endsWith(".okta.com") || host.endsWith(".oktapreview.com") || host.endsWith(".okta-emea.com")) {
            return OKTA;
        }
        if (host.endsWith(".auth0.com")) {
            return AUTH0;
        }
        return url.getPath().contains("/realms/") ? KEYCLOAK : GENERIC;
    }

    /** Why tokens of the issuer at {@code url} cannot be accepted, as the end of a sentence; empty where they can. */
    public String refusal(URI url) {
        return switch (this) {
            case GOOGLE ->
                "cannot be used directly: Google's access tokens are opaque and name no audience, and ID tokens are no"
                        + " access tokens; put a broker such as Keycloak in front";
            case COGNITO ->
                "cannot be used directly: access tokens of Amazon Cognito name no audience; put a broker such as"
                        + " Keycloak in front";
            case ENTRA -> entra(url);
            case OKTA ->
                url.getPath().startsWith("/oauth2/")
                        ? ""
                        : "must be that of a custom authorization server, such as https://example.okta.com/oauth2/default:"
                                + " the access tokens of the organization itself are for Okta alone";
            case AUTH0 -> url.getPath().equals("/") ? "" : "must end in `/`, as Auth0 writes it into its tokens";
            case GENERIC, KEYCLOAK -> "";
        };
    }

    private static String entra(URI url) {
        if (url.getHost().equalsIgnoreCase("sts.windows.net")) {
            return "is that of tokens of version 1.0: set `requestedAccessTokenVersion` to 2 in the app's manifest, and write"
                    + " https://login.microsoftonline.com/<tenant id>/v2.0";
        }
        return url.getPath().matches("/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\\.0")
                ? ""
                : "must name one tenant by its id: https://login.microsoftonline.com/<tenant id>/v2.0; several tenants are"
                        + " several issuers";
    }

    /** True where the payload itself says that this is an access token, as far as this kind can say so. */
    boolean isAccessToken(URI issuer, ObjectNode claims) {
        return switch (this) {
            case KEYCLOAK -> Set.of("Bearer", "DPoP").contains(StrictJson.text(claims, "typ"));
            case ENTRA ->
                StrictJson.text(claims, "ver").equals("2.0")
                        && issuer.getPath().equals("/" + StrictJson.text(claims, "tid") + "/v2.0");
            default -> true;
        };
    }

    /** True where a program has got the token for itself, and no person is behind it. */
    boolean isWorkload(ObjectNode claims, String client) {
        return switch (this) {
            case KEYCLOAK -> !StrictJson.text(claims, "client_id").isEmpty();
            case ENTRA -> StrictJson.text(claims, "idtyp").equals("app") || !claims.has("scp");
            case AUTH0 ->
                StrictJson.text(claims, "gty").equals("client-credentials")
                        || StrictJson.text(claims, "sub").equals(client + "@clients");
            default -> StrictJson.text(claims, "sub").equals(client);
        };
    }
}
