package dev.sallyport.practice.audit;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.protocol.json.JsonDigest;
import dev.sallyport.protocol.json.JsonWriter;
import tools.jackson.databind.JsonNode;

/** What an entry says of arguments: what a rule keeps, and their digest, by which whoever has them and the key can show that they are those. */
public final class ArgumentFacts {
    private static final String MEMBER = "arguments";
    private static final String DIGEST = "digest";

    private final KeyedDigest key;

    /** Digests under {@code key}. */
    ArgumentFacts(KeyedDigest key) {
        this.key = key;
    }

    /** True where nobody has digested the arguments of {@code exchange} yet and it would keep a loop for too long. */
    static boolean areLong(Exchange exchange) {
        return exchange.bytesIn() > MemoryGate.FREE_BYTES
                && !exchange.judgedArguments().isDigested()
                && exchange.arguments().isObject();
    }

    /** Adds what may be said of the arguments of {@code exchange}; of long ones that nobody has digested nothing. */
    void add(EntryBytes entry, Exchange exchange) {
        JsonNode arguments = exchange.arguments();
        if (arguments.isObject() && !areLong(exchange)) {
            entry.object(MEMBER)
                    .put(DIGEST, key.of(exchange.argumentsDigest()))
                    .putAll(exchange.judgedArguments().kept())
                    .end();
        }
    }

    /** True where {@code entry} tells of an exchange with just these {@code arguments}, whatever the order of members. */
    public static boolean isOf(JsonNode entry, JsonNode arguments, KeyedDigest key) {
        return key.isOf(digestIn(entry), JsonDigest.bytes(arguments, new JsonWriter()));
    }

    /** The digest that {@code entry} has of the arguments; empty where it has none. */
    public static String digestIn(JsonNode entry) {
        return entry.path(MEMBER).path(DIGEST).asString("");
    }
}
