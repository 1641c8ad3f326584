package dev.sallyport.pipeline.verdict;

import dev.sallyport.protocol.json.JsonDigest;
import dev.sallyport.protocol.json.JsonWriter;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What of the arguments of an exchange outlives them. */
public final class JudgedArguments {
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private static final byte[] UNKNOWN = {};

    private byte[] digest = UNKNOWN;
    private ObjectNode kept = NOTHING;

    /** The digest of {@code arguments}, of an empty object where they are none; computed once, in a time that grows with them. Never changed. */
    public byte[] digest(JsonNode arguments, Supplier<JsonWriter> writer) {
        if (!isDigested()) {
            digest = JsonDigest.bytes(arguments.isObject() ? arguments : NOTHING, writer.get());
        }
        return digest;
    }

    /** True where the digest is known. */
    public boolean isDigested() {
        return digest.length > 0;
    }

    /** Forgets the digest where {@code after} is not what {@code before} was. */
    public void replaced(JsonNode before, JsonNode after) {
        if (!before.equals(after)) {
            digest = UNKNOWN;
        }
    }

    /** What of them the record may hold, in its own form; an empty object where it may hold nothing. Never changed. */
    public ObjectNode kept() {
        return kept;
    }

    /** Sets what of them the record may hold. */
    public void keep(ObjectNode ofArguments) {
        kept = ofArguments;
    }
}
