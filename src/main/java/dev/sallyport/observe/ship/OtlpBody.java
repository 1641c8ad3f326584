package dev.sallyport.observe.ship;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Log records in the JSON of OTLP, whose bodies are pieces as text, byte for byte. Source: OTLP 1.x, OTLP/HTTP with JSON Protobuf encoding;
 * OpenTelemetry, Logs Data Model.
 *
 * @param version that of this program
 * @param clock when it was sent
 */
public record OtlpBody(String version, Clock clock) implements HttpBody {
    private static final int INFO = 9;
    private static final int WARN = 13;

    @Override
    public byte[] of(String ledger, List<Piece> pieces) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode resource = root.putArray("resourceLogs").addObject();
        ArrayNode attributes = resource.putObject("resource").putArray("attributes");
        attribute(attributes, "service.name", "sallyport");
        attribute(attributes, "service.version", version);
        attribute(attributes, "service.instance.id", ledger);
        ObjectNode scope = resource.putArray("scopeLogs").addObject();
        scope.putObject("scope").put("name", "dev.sallyport.audit");
        ArrayNode records = scope.putArray("logRecords");
        String now = nanos(clock.instant());
        for (Piece piece : pieces) {
            ObjectNode record = records.addObject();
            record.put("timeUnixNano", nanos(piece.time()));
            record.put("observedTimeUnixNano", now);
            record.put("severityNumber", piece.isNotable() ? WARN : INFO);
            record.put("severityText", piece.isNotable() ? "WARN" : "INFO");
            record.put("eventName", "sallyport.audit." + piece.event());
            if (!piece.trace().id().isEmpty()) {
                record.put("traceId", piece.trace().id());
            }
            if (!piece.trace().span().isEmpty()) {
                record.put("spanId", piece.trace().span());
            }
            record.putObject("body").put("stringValue", piece.json());
            if (piece.number() >= 0) {
                record.putArray("attributes")
                        .addObject()
                        .put("key", "sallyport.audit.number")
                        .putObject("value")
                        .put("intValue", Long.toString(piece.number()));
            }
        }
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void attribute(ArrayNode attributes, String key, String value) {
        attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
    }

    private static String nanos(Instant time) {
        return Long.toString(time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }

    @Override
    public Map<String, String> headers(byte[] body) {
        return Map.of();
    }

    /** Of a partial success nothing may be sent again. Source: OTLP, Partial Success. */
    @Override
    public int refused(byte[] answer) {
        return (int) HttpBody.json(answer)
                .path("partialSuccess")
                .path("rejectedLogRecords")
                .asLong(0);
    }
}
