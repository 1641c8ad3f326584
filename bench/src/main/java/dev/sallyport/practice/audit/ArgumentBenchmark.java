package dev.sallyport.practice.audit;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.protocol.json.JsonDigest;
import dev.sallyport.protocol.json.JsonWriter;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the digest of arguments costs the loop, by their size: five members of which one is a long text, not in the order of names. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArgumentBenchmark {
    private final KeyedDigest key = KeyedDigest.fresh(new SecureRandom());
    private final JsonWriter writer = new JsonWriter();
    private final ObjectNode arguments = JsonNodeFactory.instance.objectNode();

    /** Bytes of the arguments. */
    @Param({"200", "4096", "65536"})
    public int size;

    @Setup
    public void fill() {
        arguments.put("query", "open invoices").put("limit", 50).put("all", true);
        arguments.putObject("filter").put("region", "eu").put("after", "2026-01-01");
        int rest = size - arguments.toString().length() - 10;
        arguments.put("text", "word ".repeat(rest / 5 + 1).substring(0, rest));
    }

    /** Both digests, as for a call whose arguments nobody has digested yet. */
    @Benchmark
    public String whole() {
        return key.of(JsonDigest.bytes(arguments, writer));
    }

    /** The plain digest alone. */
    @Benchmark
    public byte[] plain() {
        return JsonDigest.bytes(arguments, writer);
    }
}
