package dev.sallyport.practice.audit;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.protocol.json.JsonDigest;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an entry says of arguments: what a rule keeps, and their digest, by which whoever has them and the key can show that they are those. */
public final class ArgumentFacts {
    private static final String MEMBER = "arguments";
    private static final String DIGEST = "digest";

    private final KeyedDigest key;

    /** Digests under {@code key}. */
    ArgumentFacts(KeyedDigest key) {
        this.key = key;
    }

    /** Adds what may be said of the arguments of {@code exchange}; of large ones nothing where they were refused before they were read. */
    void add(ObjectNode entry, Exchange exchange) {
        JsonNode arguments = exchange.arguments();
        if (arguments.isObject()
                && (exchange.judgedArguments().isDigested() || exchange.bytesIn() <= MemoryGate.FREE_BYTES)) {
            entry.putObject(MEMBER)
                    .put(DIGEST, digest(exchange.argumentsDigest()))
                    .setAll(exchange.judgedArguments().kept());
        }
    }

    private String digest(String plain) {
        return key.of(bytes(plain));
    }

    /** True where {@code entry} tells of an exchange with just these {@code arguments}, whatever the order of members. */
    public static boolean isOf(JsonNode entry, JsonNode arguments, KeyedDigest key) {
        return key.isOf(digestIn(entry), bytes(JsonDigest.of(arguments)));
    }

    /** The digest that {@code entry} has of the arguments; empty where it has none. */
    public static String digestIn(JsonNode entry) {
        return entry.path(MEMBER).path(DIGEST).asString("");
    }

    private static byte[] bytes(String plain) {
        return Base64.getUrlDecoder().decode(plain);
    }
}
