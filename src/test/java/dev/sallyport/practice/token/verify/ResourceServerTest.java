package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a token must be; each test bears the row of the checklist that it proves. */
final class ResourceServerTest {
    private final FakeIssuer issuer = new FakeIssuer();
    private final TokenVerifier verifier = trusting(new Issuer(
            issuer.url(),
            IssuerProfile.GENERIC,
            Set.of("alias"),
            false,
            Set.of("RS256", "ES256"),
            Duration.ofHours(1),
            Map.of("team", "/org/team"),
            Optional.empty(),
            Set.of()));

    private static Issuer generic(FakeIssuer issuer) {
        return new Issuer(
                issuer.url(),
                IssuerProfile.GENERIC,
                Set.of(),
                false,
                Set.of("RS256"),
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Set.of());
    }

    private TokenVerifier trusting(Issuer... trusted) {
        TokenVerifier made = new TokenVerifier(issuer, issuer.clock);
        made.trust(List.of(trusted));
        return made;
    }

    private void refused(Reason reason, String token) {
        refused(verifier, reason, token, token.substring(0, Math.min(60, token.length())));
    }

    private static void refused(TokenVerifier verifier, Reason reason, String token, String what) {
        assertEquals(new Verification.Refused(reason), verifier.verify(token), what);
        // what is refused is refused again, and at once it is never accepted
        assertFalse(verifier.atOnce(token) instanceof Verification.Verified, what);
    }

    private VerifiedToken verified(String token) {
        return verified(verifier, token);
    }

    private static VerifiedToken verified(TokenVerifier verifier, String token) {
        return switch (verifier.verify(token)) {
            case Verification.Verified good -> good.token();
            case Verification other -> throw new AssertionError(other.toString());
        };
    }

    @Test
    void aTokenThatIsAsItShouldBeNamesItsCaller() {
        VerifiedToken token =
                verified(issuer.token(claims -> claims.putObject("org").put("team", "blue")));
        assertEquals(new Principal.User(new Principal.Key(issuer.name, "user-1", "")), token.principal());
        Authentication how = token.authentication();
        assertEquals("agent", how.client());
        assertEquals(Set.of("mcp:tools", "a:b"), how.scopes());
        assertEquals(Map.of("team", List.of("blue")), how.claims());
        assertEquals(issuer.clock.instant().plusSeconds(300), how.expiry());
        assertEquals(16, how.credential().length());
        assertTrue(token.isFor(Set.of(FakeIssuer.RESOURCE)));
    }

    @Test
    void howWellAUserWasAuthenticatedIsAFactWithoutSettings() {
        VerifiedToken token = verified(issuer.token(claims -> {
            claims.put("acr", "urn:mace:incommon:iap:silver");
            claims.putArray("amr").add("pwd").add("otp");
        }));
        assertEquals(
                Map.of("acr", List.of("urn:mace:incommon:iap:silver"), "amr", List.of("pwd", "otp")),
                token.authentication().claims());
    }

    @Test
    void aVerifiedTokenIsKnownAtOnceAndAskedForAgainAfterAMinute() {
        String token = issuer.token();
        assertEquals(new Verification.Elsewhere(Lane.WAIT), verifier.atOnce(token));
        VerifiedToken first = verified(token);
        assertEquals(new Verification.Verified(first), verifier.atOnce(token));
        issuer.clock.forward(Duration.ofSeconds(61));
        assertEquals(new Verification.Elsewhere(Lane.CPU), verifier.atOnce(token));
    }

    @Test
    void a5LongTokensAreNotLookedAt() {
        refused(TokenReasons.MALFORMED, issuer.token(claims -> claims.put("x", "y".repeat(5_000_000))));
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.put("kid", "k".repeat(25_000))));
        assertEquals(new Verification.Refused(TokenReasons.MALFORMED), verifier.atOnce("a".repeat(5_000_000)));
    }

    @Test
    void a6ThereIsOneTextForEachToken() {
        String token = issuer.token();
        verified(token);
        int cut = token.lastIndexOf('.') + 1;
        String signature = token.substring(cut);
        byte[] raw = Base64.getUrlDecoder().decode(signature);
        Map<String, String> others = new LinkedHashMap<>();
        others.put("padding", token + "==");
        others.put("blanks", " " + token);
        others.put("blanks behind", token + "\n");
        others.put("a line break inside", token.substring(0, cut + 9) + "\n" + token.substring(cut + 9));
        others.put(
                "the other alphabet",
                token.substring(0, cut) + Base64.getEncoder().withoutPadding().encodeToString(raw));
        others.put("junk", token + "!!");
        others.put("bits that are not used", token.substring(0, token.length() - 1) + flipped(token));
        others.put("two parts", token.substring(0, cut - 1));
        others.put("four parts", token + "." + signature);
        others.put("five parts", token + ".a." + signature);
        others.put("an empty part", token.substring(0, cut));
        others.remove("the other alphabet", token);
        others.forEach((what, other) -> {
            assertFalse(other.equals(token), what);
            refused(verifier, TokenReasons.MALFORMED, other, what);
        });
    }

    /** The last letter with another value of the bits that no byte uses. */
    private static char flipped(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet.charAt(alphabet.indexOf(token.charAt(token.length() - 1)) ^ 1);
    }

    @Test
    void a7OnlyTheAlgorithmsOfTheSettingsAreTaken() {
        for (String algorithm : List.of("none", "None", "nOnE", "rs256", "HS256", "RS512", "PS256")) {
            refused(TokenReasons.ALGORITHM, issuer.withHeader(header -> header.put("alg", algorithm)));
        }
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.put("alg", "")));
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.remove("alg")));
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.put("alg", 256)));
        String unsigned = FakeIssuer.base64("{\"alg\":\"none\",\"kid\":\"rsa\"}") + "." + FakeIssuer.base64("{}") + ".";
        refused(TokenReasons.MALFORMED, unsigned);
    }

    @Test
    void a8NoPublicKeyServesAsASecret() throws Exception {
        byte[] der = FakeIssuer.RSA.getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : List.of(der, pem.getBytes(StandardCharsets.US_ASCII))) {
            refused(TokenReasons.ALGORITHM, hmac(secret, "rsa"));
        }
        byte[] shared = new byte[32];
        issuer.keys(
                FakeIssuer.jwk("rsa", FakeIssuer.RSA),
                FakeIssuer.object().put("kid", "oct").put("kty", "oct").put("k", FakeIssuer.base64(shared)));
        refused(TokenReasons.ALGORITHM, hmac(shared, "oct"));
    }

    private String hmac(byte[] secret, String kid) throws Exception {
        String input = FakeIssuer.base64(
                        issuer.header().put("alg", "HS256").put("kid", kid).toString()) + "."
                + FakeIssuer.base64(issuer.claims().toString());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        // long enough to have the shape of a token
        byte[] code = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
        byte[] twice = java.util.Arrays.copyOf(code, 64);
        return input + "." + FakeIssuer.base64(twice);
    }

    @Test
    void a9AKeySignsOnlyWhatItIsMeantFor() {
        issuer.keys(
                FakeIssuer.jwk("rsa", FakeIssuer.RSA).put("use", "enc"),
                FakeIssuer.jwk("ec", FakeIssuer.P256),
                FakeIssuer.jwk("pinned", FakeIssuer.RSA).put("alg", "PS256"));
        refused(TokenReasons.KEY, issuer.token());
        refused(TokenReasons.KEY, issuer.withHeader(header -> header.put("kid", "pinned")));
        refused(TokenReasons.KEY, issuer.withHeader(header -> header.put("kid", "ec")));
    }

    @Test
    void a10WeakKeysAreNoKeys() {
        ObjectNode tiny = FakeIssuer.jwk("one", FakeIssuer.RSA).put("e", "AQ");
        issuer.keys(
                FakeIssuer.jwk("weak", FakeIssuer.rsa(1024)),
                tiny,
                FakeIssuer.jwk("ec", FakeIssuer.P256).put("x", "AAAA"));
        for (String kid : List.of("weak", "one", "ec")) {
            assertEquals(
                    Verification.Unavailable.class,
                    verifier.verify(issuer.withHeader(header -> header.put("kid", kid)))
                            .getClass(),
                    "a set without a usable key is none");
        }
        issuer.clock.forward(Duration.ofMinutes(1));
        issuer.keys(FakeIssuer.jwk("rsa", FakeIssuer.RSA), tiny);
        refused(TokenReasons.KEY, issuer.withHeader(header -> header.put("kid", "one")));
        verified(issuer.token());
    }

    @Test
    void a11ASignatureOfZerosIsNone() {
        String input = FakeIssuer.base64(
                        issuer.header().put("alg", "ES256").put("kid", "ec").toString()) + "."
                + FakeIssuer.base64(issuer.claims().toString());
        refused(TokenReasons.SIGNATURE, input + "." + FakeIssuer.base64(new byte[64]));
        String good = input + "."
                + FakeIssuer.base64(
                        FakeIssuer.sign("SHA256withECDSAinP1363Format", FakeIssuer.P256.getPrivate(), input));
        verified(good);
    }

    @Test
    void a12TheNameOfTheKeyIsOnlyAName() {
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.remove("kid")));
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.put("kid", "")));
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.put("kid", 1)));
        refused(TokenReasons.MALFORMED, issuer.withHeader(header -> header.put("kid", "k".repeat(10_000))));
        refused(TokenReasons.KEY, issuer.withHeader(header -> header.put("kid", "../../dev/null' OR 1=1--")));
        refused(TokenReasons.KEY, issuer.withHeader(header -> header.put("kid", "unknown")));
        issuer.clock.forward(Duration.ofMinutes(11));
        issuer.keys(
                FakeIssuer.jwk("rsa", FakeIssuer.RSA),
                FakeIssuer.jwk("rsa", FakeIssuer.OTHER_RSA),
                FakeIssuer.jwk("ec", FakeIssuer.P256));
        refused(TokenReasons.KEY, issuer.token());
    }

    @Test
    void a13AndA14HeadersThatBringKeysOrChangeTheFormAreRefused() {
        Map<String, Consumer<ObjectNode>> headers = Map.of(
                "jku", header -> header.put("jku", "http://127.0.0.1:1/jwks"),
                "x5u", header -> header.put("x5u", "http://127.0.0.1:1/c.pem"),
                "jwk", header -> header.set("jwk", FakeIssuer.jwk("rsa", FakeIssuer.OTHER_RSA)),
                "x5c", header -> header.putArray("x5c").add("AAAA"),
                "crit", header -> header.putArray("crit").add("exp"),
                "an empty crit", header -> header.putArray("crit"),
                "b64", header -> header.put("b64", false),
                "zip", header -> header.put("zip", "DEF"),
                "anything else", header -> header.put("x", 1));
        headers.forEach((what, change) -> refused(verifier, TokenReasons.MALFORMED, issuer.withHeader(change), what));
        assertEquals(List.of(), issuer.asked);
    }

    @Test
    void a15TheTypeIsThatOfAccessTokens() {
        for (String type : List.of("at+jwt", "application/at+jwt", "AT+JWT")) {
            verified(issuer.withHeader(header -> header.put("typ", type)));
        }
        for (String type : List.of(
                "JWT", "", "dpop+jwt", "logout+jwt", "oauth-id-jag+jwt", "token-introspection+jwt", "at+jwt ")) {
            refused(TokenReasons.TYPE, issuer.withHeader(header -> header.put("typ", type)));
        }
        refused(TokenReasons.TYPE, issuer.withHeader(header -> header.remove("typ")));
        refused(TokenReasons.TYPE, issuer.withHeader(header -> header.put("typ", 1)));
    }

    @Test
    void a17AnIssuerIsItsExactNameAndItsOwnKeys() {
        refused(TokenReasons.ISSUER, issuer.token(claims -> claims.put("iss", "https://evil.example")));
        refused(TokenReasons.ISSUER, issuer.token(claims -> claims.put("iss", issuer.name + "/")));
        refused(TokenReasons.ISSUER, issuer.token(claims -> claims.remove("iss")));
        FakeIssuer other = new FakeIssuer("https://other.example");
        other.keys(FakeIssuer.jwk("rsa", FakeIssuer.OTHER_RSA));
        TokenVerifier both = new TokenVerifier(
                new IdentityWeb() {
                    @Override
                    public Answer get(java.net.URI url, java.net.URI trusted) throws java.io.IOException {
                        return (trusted.equals(other.url()) ? other : issuer).get(url, trusted);
                    }

                    @Override
                    public Answer post(java.net.URI url, java.net.URI trusted, String authorization, String form) {
                        throw new AssertionError("nothing is to be asked");
                    }
                },
                issuer.clock);
        both.trust(List.of(generic(issuer), generic(other)));
        verified(both, issuer.token());
        // the same name of a key at both, and the one issuer signs in the name of the other
        refused(both, TokenReasons.SIGNATURE, issuer.token(claims -> claims.put("iss", other.name)), "foreign issuer");
    }

    @Test
    void a19ATokenIsForOneOfTheNamesOfTheUrl() {
        Set<String> resources = Set.of(FakeIssuer.RESOURCE);
        assertTrue(verified(issuer.token(claims -> claims.put("aud", FakeIssuer.RESOURCE)))
                .isFor(resources));
        assertTrue(verified(issuer.token(claims -> claims.put("aud", "alias"))).isFor(resources));
        for (String other : List.of(
                "https://gateway.example",
                FakeIssuer.RESOURCE + ".evil.com",
                FakeIssuer.RESOURCE + "/",
                FakeIssuer.RESOURCE.replace("up", "UP"),
                "https://gateway.example/mcp",
                "https://gateway.example/mcp/other")) {
            assertFalse(
                    verified(issuer.token(claims -> claims.put("aud", other))).isFor(resources), other);
        }
        refused(TokenReasons.AUDIENCE, issuer.token(claims -> claims.remove("aud")));
        refused(TokenReasons.AUDIENCE, issuer.token(claims -> claims.putArray("aud")));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put("aud", 1)));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.putArray("aud")
                .add(1)));
    }

    @Test
    void a20ATokenThatIsForOthersTooIsRefusedWhereTheSettingsSaySo() {
        Consumer<ObjectNode> two =
                claims -> claims.putArray("aud").add(FakeIssuer.RESOURCE).add("https://other");
        Set<String> resources = Set.of(FakeIssuer.RESOURCE);
        assertTrue(verified(issuer.token(two)).isFor(resources));
        TokenVerifier strict = trusting(new Issuer(
                issuer.url(),
                IssuerProfile.GENERIC,
                Set.of(),
                true,
                Set.of("RS256"),
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Set.of()));
        assertFalse(verified(strict, issuer.token(two)).isFor(resources));
        assertTrue(verified(strict, issuer.token()).isFor(resources));
    }

    @Test
    void a21ExpiryIsAWholeNumberOfSecondsToCome() {
        long now = issuer.clock.instant().getEpochSecond();
        verified(issuer.token(claims -> claims.put("exp", now + 1)));
        verified(issuer.token(claims -> claims.put("iat", now - 300).put("exp", now - 20)));
        refused(TokenReasons.TIME, issuer.token(claims -> claims.put("iat", now - 300)
                .put("exp", now - 45)));
        for (String wrong : List.of(
                "null",
                now + 300 + ".5",
                (now + 300) + ".0",
                "\"" + (now + 300) + "\"",
                "true",
                "-1",
                "9223372036854775808",
                "1e9",
                "[]")) {
            String payload = issuer.claims().toString().replaceFirst("\"exp\":[0-9]+", "\"exp\":" + wrong);
            refused(TokenReasons.CLAIMS, FakeIssuer.signed(issuer.header().toString(), payload));
        }
        refused(
                TokenReasons.MALFORMED,
                FakeIssuer.signed(
                        issuer.header().toString(),
                        issuer.claims().toString().replaceFirst("\"exp\":[0-9]+", "\"exp\":1e400")));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.remove("exp")));
        refused(TokenReasons.TIME, issuer.token(claims -> claims.put("exp", (now + 300) * 1000)));
    }

    @Test
    void a22TimesMakeSenseAndLivesAreShort() {
        long now = issuer.clock.instant().getEpochSecond();
        refused(TokenReasons.TIME, issuer.token(claims -> claims.put("nbf", now + 120)));
        refused(TokenReasons.TIME, issuer.token(claims -> claims.put("iat", now + 3600)
                .put("exp", now + 3700)));
        refused(TokenReasons.TIME, issuer.token(claims -> claims.put("exp", now + 315_360_000L)));
        refused(TokenReasons.TIME, issuer.token(claims -> claims.put("exp", now + 3601)));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put("nbf", "now")));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put("iat", 1.5)));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.remove("iat")));
    }

    @Test
    void a23TheClaimsThatNameThingsAreTexts() {
        for (String claim : List.of("sub", "client_id", "jti")) {
            refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.remove(claim)));
            refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put(claim, "")));
            refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put(claim, " ")));
            refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put(claim, 17)));
        }
    }

    @Test
    void a24NamesThatPeopleShareDoNotIdentify() {
        VerifiedToken first = verified(issuer.token(claims -> claims.put("email", "ann@example.test")));
        VerifiedToken second =
                verified(issuer.token(claims -> claims.put("sub", "user-2").put("email", "ann@example.test")));
        assertFalse(first.principal().equals(second.principal()));
    }

    @Test
    void a25AndA26OnlyJsonThatHasOneMeaningIsRead() {
        String header = issuer.header().toString();
        String claims = issuer.claims().toString();
        String open = claims.substring(0, claims.length() - 1);
        for (String payload : List.of(
                open + ",\"sub\":\"x\"}",
                open + ",\"s\\u0075b\":\"x\"}",
                "\uFEFF" + claims,
                claims + "{}",
                "/* */" + claims,
                open + ",\"x\":NaN}",
                claims.replace('"', '\''),
                "[" + claims + "]",
                "\"x\"",
                " " + claims,
                "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}")) {
            refused(TokenReasons.MALFORMED, FakeIssuer.signed(header, payload));
        }
        String twice = header.substring(0, header.length() - 1) + ",\"alg\":\"RS256\"}";
        refused(TokenReasons.MALFORMED, FakeIssuer.signed(twice, claims));
    }

    @Test
    void a27EncryptedTokensAreRefused() {
        String header = FakeIssuer.base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"kid\":\"rsa\"}");
        refused(TokenReasons.MALFORMED, header + ".AAAA.AAAA.AAAA." + FakeIssuer.base64(new byte[16]));
        String nested = issuer.withHeader(made -> made.put("cty", "JWT").put("enc", "A128GCM"));
        refused(TokenReasons.MALFORMED, nested);
    }

    @Test
    void a28ScopesAreATextOrAnArray() {
        Map<Consumer<ObjectNode>, Set<String>> forms = new LinkedHashMap<>();
        forms.put(claims -> claims.putArray("scope").add("a").add("b c"), Set.of("a", "b", "c"));
        forms.put(claims -> claims.remove("scope"), Set.of());
        forms.put(claims -> claims.put("scope", "a").putArray("scp").add("b"), Set.of("a", "b"));
        forms.put(claims -> claims.put("scope", "mcp:tools2"), Set.of("mcp:tools2"));
        forms.put(claims -> claims.put("scope", "good \u0007bad \"quoted\""), Set.of("good"));
        forms.forEach((form, scopes) -> assertEquals(
                scopes, verified(issuer.token(form)).authentication().scopes()));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put("scope", 1)));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.putObject("scope")));
    }

    @Test
    void anActorMakesItADelegation() {
        VerifiedToken token =
                verified(issuer.token(claims -> claims.putObject("act").put("sub", "agent-7")));
        assertEquals(
                new Principal.Delegated(
                        new Principal.Key(issuer.name, "user-1", ""), new Principal.Key(issuer.name, "agent-7", "")),
                token.principal());
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.put("act", "agent-7")));
        refused(TokenReasons.CLAIMS, issuer.token(claims -> claims.putObject("act")));
        VerifiedToken own = verified(issuer.token(claims -> claims.put("sub", "agent")));
        assertEquals(new Principal.Workload(new Principal.Key(issuer.name, "agent", "")), own.principal());
    }

    @Test
    void c3AKeyThatCannotBeCheckedHereIsNoBinding() {
        String thumbprint = "A".repeat(43);
        assertEquals(
                new Authentication.Confirmation(Authentication.Confirmation.Kind.DPOP, thumbprint),
                verified(issuer.token(claims -> claims.putObject("cnf").put("jkt", thumbprint)))
                        .authentication()
                        .confirmation());
        for (Consumer<ObjectNode> wrong : List.<Consumer<ObjectNode>>of(
                claims -> claims.putObject("cnf").put("osc", "x"),
                claims -> claims.putObject("cnf"),
                claims -> claims.put("cnf", "x"),
                claims -> claims.putNull("cnf"),
                claims -> claims.putObject("cnf").put("jkt", "short"),
                claims -> claims.putObject("cnf").put("jkt", thumbprint).put("osc", "x"))) {
            refused(TokenReasons.BINDING, issuer.token(wrong));
        }
    }
}
