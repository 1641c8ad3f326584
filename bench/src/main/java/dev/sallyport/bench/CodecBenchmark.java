package dev.sallyport.bench;

import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our codec beside Jackson's: bytes to tree, and tree to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    /** Which message. */
    @Param({"call-1k", "result-64k", "escaped-64k"})
    public String message;

    private final JsonReader reader = new JsonReader();
    private final JsonWriter writer = new JsonWriter();
    private final JsonMapper lenient = JsonMapper.builder().build();
    private final JsonMapper strict = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private byte[] bytes = {};
    private JsonNode tree = lenient.nullNode();
    private JsonNode jacksonTree = tree;

    /** Builds the message. */
    @Setup
    public void setUp() {
        bytes = (switch (message) {
                    case "call-1k" -> Messages.call();
                    case "result-64k" -> Messages.rows(64 * 1024);
                    default -> Messages.escaped(64 * 1024);
                })
                .getBytes(StandardCharsets.UTF_8);
        System.out.println("# bytes " + bytes.length);
        tree = ((JsonRead.Value) reader.read(bytes)).root();
        jacksonTree = lenient.readTree(bytes);
    }

    @Benchmark
    public JsonRead readOurs() {
        return reader.read(bytes);
    }

    @Benchmark
    public JsonNode readJackson() {
        return lenient.readTree(bytes);
    }

    @Benchmark
    public JsonNode readJacksonStrict() {
        return strict.readTree(bytes);
    }

    @Benchmark
    public byte[] writeOurs() {
        return writer.write(tree);
    }

    @Benchmark
    public byte[] writeJackson() {
        return lenient.writeValueAsBytes(jacksonTree);
    }
}
