package dev.sallyport.observe.ship;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is posted. */
public sealed interface HttpBody permits OtlpBody, WebhookBody {
    /** The body, a JSON text. */
    byte[] of(String ledger, List<Piece> pieces);

    /** Headers that go with a body. */
    Map<String, String> headers(byte[] body);

    /** How many pieces the receiver said in its answer of success that it does not keep. */
    int refused(byte[] answer);

    /** An answer as JSON; a missing node where it is none. */
    static JsonNode json(byte[] answer) {
        try {
            return JsonMapper.shared().readTree(new String(answer, StandardCharsets.UTF_8));
        } catch (JacksonException _) {
            return JsonMapper.shared().missingNode();
        }
    }
}
