package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.json.Clip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges the claims of a token whose signature is that of its issuer, and says who its bearer is.
 * Source: RFC 9068 §2.2, §4; RFC 8725 §3; RFC 8693 §4.1.
 */
final class ClaimRules {
    /** How far the clocks of issuer and gateway may be apart. */
    static final long SKEW_SECONDS = 30;

    /** How well the user was authenticated, which policies may ask of everybody. Source: RFC 9068 §2.2.1; RFC 9470 §6. */
    private static final Map<String, String> STRENGTH = Map.of("acr", "acr", "amr", "amr");

    private static final int TEXT_CHARS_MAX = 512;
    private static final int ITEMS_MAX = 256;
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,256}");
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");

    /** What only a token for the client itself, or one that tells of something, has. Source: OpenID Connect Core 1.0 §2, §3.3.2.11; RFC 8417 §2.2. */
    private static final List<String> OF_OTHERS = List.of("nonce", "at_hash", "c_hash", "s_hash", "events");

    private final Issuer issuer;
    private final ObjectNode claims;
    private final Instant now;

    private ClaimRules(Issuer issuer, ObjectNode claims, Instant now) {
        this.issuer = issuer;
        this.claims = claims;
        this.now = now;
    }

    /** What a signed token of {@code issuer} with these claims is worth; {@code credential} is the hash under which it is recorded. */
    static Verification signed(Issuer issuer, ObjectNode claims, Instant now, String credential) {
        ClaimRules rules = new ClaimRules(issuer, claims, now);
        Optional<Reason> wrong = rules.form();
        return wrong.<Verification>map(Verification.Refused::new)
                .orElseGet(() -> rules.verified(Authentication.Method.SIGNED_TOKEN, credential));
    }

    /** What the answer to a question about an opaque token is worth. Source: RFC 7662 §2.2, §4. */
    static Verification introspected(Issuer issuer, ObjectNode answer, Instant now, String credential) {
        ClaimRules rules = new ClaimRules(issuer, answer, now);
        boolean others = answer.has("iss") && !StrictJson.text(answer, "iss").equals(issuer.name());
        Reason wrong = others ? TokenReasons.ISSUER : rules.times(false).orElse(null);
        return wrong != null
                ? new Verification.Refused(wrong)
                : rules.verified(Authentication.Method.INTROSPECTION, credential);
    }

    private Optional<Reason> form() {
        IssuerProfile profile = issuer.profile();
        if (!StrictJson.text(claims, "iss").equals(issuer.name())) {
            return Optional.of(TokenReasons.ISSUER);
        }
        if (OF_OTHERS.stream().anyMatch(claims::has) || !profile.isAccessToken(issuer.url(), claims)) {
            return Optional.of(TokenReasons.TYPE);
        }
        boolean whole =
                profile.form().more().stream().noneMatch(name -> text(name).isEmpty());
        return whole ? times(true) : Optional.of(TokenReasons.CLAIMS);
    }

    /** Times are whole seconds; a token that never ends, or ends too late, is none. Source: RFC 7519 §4.1.4. */
    private Optional<Reason> times(boolean complete) {
        Long exp = seconds("exp");
        Long iat = seconds("iat");
        Long nbf = seconds("nbf");
        boolean absent = iat == null && (complete || claims.has("iat"));
        if (exp == null || absent || (nbf == null && claims.has("nbf"))) {
            return Optional.of(TokenReasons.CLAIMS);
        }
        long at = now.getEpochSecond();
        boolean valid = exp > at - SKEW_SECONDS
                && (nbf == null || nbf <= at + SKEW_SECONDS)
                && (iat == null || (iat <= at + SKEW_SECONDS && exp > iat))
                && exp - (iat == null ? at : iat) <= issuer.lifetimeMax().toSeconds();
        return valid ? Optional.empty() : Optional.of(TokenReasons.TIME);
    }

    private @Nullable Long seconds(String claim) {
        JsonNode value = claims.get(claim);
        boolean whole = value != null && value.isIntegralNumber() && value.canConvertToLong();
        return whole && value.longValue() >= 0 && value.longValue() < Instant.MAX.getEpochSecond()
                ? Long.valueOf(value.longValue())
                : null;
    }

    private Verification verified(Authentication.Method method, String credential) {
        Set<String> audience = texts("aud");
        Set<String> scopes = scopes();
        Confirmation confirmation = confirmation();
        String client = client();
        Principal principal = principal(client);
        if (audience == null || scopes == null || client.isEmpty() || principal == null) {
            return new Verification.Refused(TokenReasons.CLAIMS);
        }
        if (audience.isEmpty()) {
            return new Verification.Refused(TokenReasons.AUDIENCE);
        }
        if (confirmation == null) {
            return new Verification.Refused(TokenReasons.BINDING);
        }
        Long exp = seconds("exp");
        Instant expiry = Instant.ofEpochSecond(exp == null ? 0 : exp);
        Authentication how = new Authentication(method, client, scopes, expiry, confirmation, facts(), credential);
        Long iat = seconds("iat");
        Instant issued = iat == null ? now : Instant.ofEpochSecond(iat);
        return new Verification.Verified(new VerifiedToken(issuer, principal, audience, how, issued));
    }

    private String client() {
        for (String claim : issuer.profile().form().clients()) {
            if (claims.has(claim)) {
                return text(claim);
            }
        }
        return text("client_id");
    }

    private @Nullable Principal principal(String client) {
        IssuerProfile.Form form = issuer.profile().form();
        String subject = text(form.subject());
        String tenant = form.tenant().isEmpty() ? "" : text(form.tenant());
        if (subject.isEmpty() || tenant.isEmpty() != form.tenant().isEmpty()) {
            return null;
        }
        Principal.Key key = new Principal.Key(issuer.name(), subject, tenant);
        if (!claims.has("act")) {
            return issuer.profile().isWorkload(claims, client) ? new Principal.Workload(key) : new Principal.User(key);
        }
        if (!(claims.get("act") instanceof ObjectNode act)
                || StrictJson.text(act, "sub").length() > TEXT_CHARS_MAX) {
            return null;
        }
        String actor = StrictJson.text(act, "sub");
        String vouching = act.has("iss") ? StrictJson.text(act, "iss") : issuer.name();
        return actor.isEmpty() || vouching.isEmpty()
                ? null
                : new Principal.Delegated(key, new Principal.Key(vouching, actor, ""));
    }

    /** The text of a claim; empty where it is none, blank or too long. */
    private String text(String claim) {
        String value = StrictJson.text(claims, claim);
        return value.length() <= TEXT_CHARS_MAX ? value : "";
    }

    private @Nullable Set<String> texts(String claim) {
        List<String> texts = StrictJson.texts(claims, claim);
        return texts == null || texts.size() > ITEMS_MAX ? null : new HashSet<>(texts);
    }

    /** What was granted: {@code scope} as one text or an array, {@code scp}, and the roles of programs. Null where malformed. */
    private @Nullable Set<String> scopes() {
        Set<String> scopes = new HashSet<>();
        for (String claim : List.of("scope", "scp", "roles", "permissions")) {
            if (!claims.has(claim)
                    || (claim.equals("roles") && issuer.profile() != IssuerProfile.ENTRA)
                    || (claim.equals("permissions") && issuer.profile() != IssuerProfile.AUTH0)) {
                continue;
            }
            Set<String> texts = texts(claim);
            if (texts == null) {
                return null;
            }
            for (String text : texts) {
                for (String scope : text.split(" ", -1)) {
                    if (SCOPE.matcher(scope).matches()) {
                        scopes.add(scope);
                    }
                }
            }
        }
        return scopes.size() > ITEMS_MAX || (issuer.profile().form().granted() && scopes.isEmpty()) ? null : scopes;
    }

    /** The key to which it is bound; null where that is one that cannot be checked here. Source: RFC 7800 §3; RFC 9449 §6; RFC 8705 §3. */
    private @Nullable Confirmation confirmation() {
        if (!claims.has("cnf")) {
            return Confirmation.NONE;
        }
        if (!(claims.get("cnf") instanceof ObjectNode cnf)) {
            return null;
        }
        List<String> members = new ArrayList<>(cnf.propertyNames());
        // Keycloak's own note on how the key came to be bound
        members.remove("kc-jkt-type");
        if (members.size() != 1) {
            return null;
        }
        String thumbprint = StrictJson.text(cnf, members.getFirst());
        if (!THUMBPRINT.matcher(thumbprint).matches()) {
            return null;
        }
        return switch (members.getFirst()) {
            case "jkt" -> new Confirmation(Confirmation.Kind.DPOP, thumbprint);
            case "x5t#S256" -> new Confirmation(Confirmation.Kind.CERTIFICATE, thumbprint);
            default -> null;
        };
    }

    /** The further facts that the settings ask for, texts, numbers and truth values of a claim, and the session at the issuer. */
    private Map<String, List<String>> facts() {
        Map<String, List<String>> facts = new HashMap<>();
        Map<String, String> wanted = new HashMap<>(STRENGTH);
        wanted.putAll(issuer.claims());
        wanted.forEach((name, claim) -> {
            JsonNode value = claim.startsWith("/") ? claims.at(claim) : claims.path(claim);
            List<String> texts = new ArrayList<>();
            for (JsonNode item : value.isArray() ? value : List.of(value)) {
                if (item.isValueNode() && !item.isNull() && !item.isMissingNode() && texts.size() < ITEMS_MAX) {
                    String text = item.asString();
                    texts.add(Clip.start(text, TEXT_CHARS_MAX));
                }
            }
            if (!texts.isEmpty()) {
                facts.put(name, List.copyOf(texts));
            }
        });
        String sid = text(Authentication.SID);
        if (sid.isEmpty()) {
            facts.remove(Authentication.SID);
        } else {
            facts.put(Authentication.SID, List.of(sid));
        }
        return facts;
    }
}
