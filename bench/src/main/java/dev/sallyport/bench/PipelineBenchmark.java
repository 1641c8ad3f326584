package dev.sallyport.bench;

import dev.sallyport.OneExchange;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** A whole call through the guards of {@link OneExchange} and back, without sockets and audit: to be run in the folder {@code bench}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {
    private final OneExchange exchange = exchange();

    private static OneExchange exchange() {
        return new OneExchange(JsonMapper.shared().readTree(Path.of("rig/messages.json").toFile()));
    }

    /** Lets the schema be compiled. */
    @Setup
    public void setUp() {
        exchange.run();
    }

    @Benchmark
    public byte[] exchange1k() {
        return exchange.run();
    }
}
