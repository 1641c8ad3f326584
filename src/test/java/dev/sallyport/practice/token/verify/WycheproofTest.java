package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The signatures of the Wycheproof suite: none that is invalid is accepted, each valid one of an algorithm of ours is. */
final class WycheproofTest {
    private static final String SUITE = "wycheproof-jose/testvectors_v1/json_web_signature_test.json";

    /** Valid there, refused here on purpose: shared secrets, and a key whose algorithm does not exist. */
    private static final Set<String> REFUSED = Set.of("HS256", "HS384", "HS512", "ES521");

    /** Valid there, although the token says PS384 and its key is for PS256. */
    private static final Set<Integer> OTHER_ALGORITHM = Set.of(346, 350);

    @Test
    void noInvalidSignatureIsAccepted() throws IOException {
        Path file = Path.of(System.getProperty("suites", "")).resolve(SUITE);
        if (!Files.exists(file)) {
            System.out.println("suites absent: " + file);
            return;
        }
        JsonNode suite = JsonMapper.builder().build().readTree(Files.readString(file));
        List<String> wrong = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        for (JsonNode group : suite.get("testGroups")) {
            ObjectNode jwk = (ObjectNode) (group.has("public") ? group.get("public") : group.get("private"));
            Optional<SigningKey> key = SigningKey.of(jwk);
            boolean ours = !REFUSED.contains(jwk.path("alg").asString(""));
            for (JsonNode test : group.get("tests")) {
                String text = test.get("jws").isString() ? test.get("jws").stringValue() : "";
                boolean good = key.isPresent()
                        && read(text)
                                .filter(token -> key.get().hasSigned(token))
                                .isPresent();
                boolean valid = test.get("result").stringValue().equals("valid");
                accepted += good ? 1 : 0;
                refused += good ? 0 : 1;
                boolean missed =
                        ours && !OTHER_ALGORITHM.contains(test.get("tcId").intValue());
                if (good ? !valid : valid && missed) {
                    wrong.add(group.get("comment") + " " + test.get("tcId") + " " + test.get("comment"));
                }
            }
        }
        System.out.println("wycheproof signatures: " + accepted + " accepted, " + refused + " refused");
        assertEquals(List.of(), wrong);
        assertTrue(accepted > 20, "only " + accepted);
    }

    /** The vectors sign texts that are no claims and name no key: header and signature alone are judged. */
    private static Optional<CompactToken> read(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] header = Base64.getUrlDecoder().decode(parts[0]);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            String input = parts[0] + "." + parts[1];
            return StrictJson.object(header)
                    .map(object -> new CompactToken(object, FakeIssuer.object(), input, signature));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
