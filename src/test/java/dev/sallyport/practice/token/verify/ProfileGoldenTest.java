package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.pipeline.caller.Authentication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of the tokens of each kind of identity provider: those of Keycloak as it issued them, with its keys, at the time when
 * it did; those of the others as their documentation shows them, signed here. With {@code -Dgolden.write=true} the expectations are
 * written anew; read the difference before committing it. Where the fixtures come from: {@code identity/README.md}.
 */
final class ProfileGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/identity");
    private static final Set<String> REFUSED_KINDS =
            Set.of("id", "refresh", "logout", "other", "version", "of", "opaque");

    private record Fixture(Path folder, ObjectNode metadata, ObjectNode tokens) {
        static Fixture read(String kind) throws IOException {
            Path folder = FOLDER.resolve(kind);
            return new Fixture(folder, json(folder.resolve("metadata.json")), json(folder.resolve("tokens.json")));
        }

        URI url() {
            return URI.create(tokens.path("issuer").asString());
        }

        Set<String> texts(String name) {
            Set<String> texts = new TreeSet<>();
            tokens.path(name).forEach(text -> texts.add(text.asString()));
            return texts;
        }

        /** The issuer as settings would name it, whatever they refuse; a documented ID token lives for more than a day. */
        Issuer issuer() {
            return new Issuer(
                    url(),
                    IssuerProfile.at(url()),
                    texts("audiences"),
                    false,
                    Set.copyOf(Algorithms.DEFAULT),
                    Duration.ofHours(25),
                    Map.of(),
                    Optional.empty(),
                    Set.of());
        }

        /** An issuer in memory that says what the real one says; its keys are ours where there are none. */
        FakeIssuer web() throws IOException {
            FakeIssuer web = new FakeIssuer(url().toString());
            String place = url().toString().replaceFirst("/$", "") + "/.well-known/openid-configuration";
            web.answer(place, 200, metadata.toString());
            Path keys = folder.resolve("keys.json");
            web.answer(metadata.path("jwks_uri").asString(), 200, Files.exists(keys) ? Files.readString(keys) : own());
            return web;
        }

        private String own() {
            Set<String> kids = new HashSet<>();
            tokens.path("tokens")
                    .forEach(token -> kids.add(token.path("header").path("kid").asString("")));
            ObjectNode set = FakeIssuer.object();
            ArrayNode keys = set.putArray("keys");
            kids.stream().filter(kid -> !kid.isEmpty()).forEach(kid -> keys.add(FakeIssuer.jwk(kid, FakeIssuer.RSA)));
            return set.toString();
        }
    }

    private static ObjectNode json(Path file) throws IOException {
        return (ObjectNode) JsonMapper.shared().readTree(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "entra", "okta", "auth0", "google"})
    void eachTokenIsJudgedAsItsKindIs(String kind) throws IOException {
        Fixture fixture = Fixture.read(kind);
        StringBuilder lines = new StringBuilder();
        lines.append("as an issuer: ").append(settings(fixture.url())).append('\n');
        for (String url : fixture.texts("urls")) {
            lines.append(url).append(": ").append(settings(URI.create(url))).append('\n');
        }
        for (Map.Entry<String, JsonNode> token : fixture.tokens().path("tokens").properties()) {
            String verdict = judged(fixture, token.getValue());
            lines.append(token.getKey()).append(": ").append(verdict).append('\n');
            assertEquals(mayPass(token.getKey()), verdict.startsWith("accepted"), token.getKey() + " is " + verdict);
        }
        expect(fixture.folder().resolve("expected.txt"), lines.toString());
    }

    /** Known by the name, so that no expectation written anew lets one in. */
    private static boolean mayPass(String name) {
        return !name.startsWith("wrong-") && !REFUSED_KINDS.contains(name.split("-", -1)[0]);
    }

    private static String settings(URI url) {
        String refusal = IssuerProfile.at(url).refusal(url);
        return refusal.isEmpty() ? "accepted" : "refused, because it " + refusal;
    }

    private static String judged(Fixture fixture, JsonNode token) throws IOException {
        FakeIssuer web = fixture.web();
        web.clock.at(Instant.parse(
                token.path("at").asString(fixture.tokens().path("at").asString())));
        TokenVerifier verifier = new TokenVerifier(web, web.clock);
        verifier.trust(List.of(fixture.issuer()));
        String text = token.isString()
                ? token.asString()
                : FakeIssuer.signed(
                        token.path("header").toString(), token.path("claims").toString());
        return switch (verifier.verify(text)) {
            case Verification.Verified verified -> described(fixture, verified.token());
            case Verification.Refused refused -> "refused, " + refused.reason();
            case Verification.Unavailable _ -> "the issuer cannot be asked";
            case Verification.Elsewhere _ -> "elsewhere";
        };
    }

    private static String described(Fixture fixture, VerifiedToken token) {
        if (!token.isFor(List.of(fixture.tokens().path("resource").asString()))) {
            return "refused, " + TokenReasons.AUDIENCE;
        }
        Authentication how = token.authentication();
        String scopes = how.scopes().stream().sorted().collect(Collectors.joining(" "));
        return "accepted, %s %s, client %s, scopes %s, bound to %s"
                .formatted(
                        token.principal().getClass().getSimpleName(),
                        token.principal().id(),
                        how.client(),
                        scopes,
                        how.confirmation().kind());
    }

    private static void expect(Path file, String actual) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, actual);
        }
        assertEquals(Files.readString(file), actual);
    }
}
