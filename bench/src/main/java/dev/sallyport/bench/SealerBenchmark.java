package dev.sallyport.bench;

import dev.sallyport.crypto.Keyset;
import dev.sallyport.crypto.Sealer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A state sealed on its way to the client, and opened on its way back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SealerBenchmark {
    /** How long the state is. */
    @Param({"64", "4096", "65536"})
    public int sizeBytes;

    private final SecureRandom random = new SecureRandom();
    private final Sealer sealer = new Sealer(Keyset.fresh(random, Instant.EPOCH), "bench", random);
    private final byte[] context = Sealer.context("principal", "client", "server", "tools/call", "digest");
    private byte[] plain = {};
    private String sealed = "";

    /** Makes the state. */
    @Setup
    public void setUp() {
        plain = new byte[sizeBytes];
        sealed = sealer.seal(plain, context);
    }

    @Benchmark
    public String seal() {
        return sealer.seal(plain, context);
    }

    @Benchmark
    public Optional<byte[]> open() {
        return sealer.open(sealed, context);
    }
}
