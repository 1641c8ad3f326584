package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.verify.LedgerVerifier;
import dev.sallyport.ledger.verify.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What an entry of a usual size costs: written to the operating system, written to the disk alone and in groups of sixteen; and a hundred
 * thousand entries verified. The ledger is tended by a thread of its own, as in the gateway.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LedgerBenchmark {
    private static final int VERIFIED = 100_000;
    private static final byte[] ENTRY = ("\"time\":\"2026-11-26T07:06:12.971880239Z\",\"exchange\":\"8f1f30cca20f22f9-e\",\"event\":"
                    + "\"answered\",\"principal\":\"local\",\"authentication\":\"home-token\",\"peer\":\"127.0.0.1\",\"carrier\":\"post\","
                    + "\"route\":\"up\",\"server\":\"up\",\"era\":\"modern\",\"method\":\"tools/call\",\"name\":\"echo\",\"took_us\":635,"
                    + "\"bytes_in\":213,\"bytes_out\":102,\"messages_out\":1,\"policy\":{\"version\":\"1cd2771a423c\",\"decision\":\"allow\","
                    + "\"statement\":\"owner\"}")
            .getBytes(StandardCharsets.UTF_8);

    private final NoteSigner signer = NoteSigner.fresh("sallyport.bench", new SecureRandom());
    private Path folder;
    private Ledger ledger;
    private Path whole;
    private volatile boolean over;
    private Thread tending;

    @Setup(Level.Iteration)
    public void open() throws IOException {
        folder = Files.createTempDirectory(Path.of(System.getProperty("ledger.folder", ".")), "ledger");
        ledger = open(folder);
        over = false;
        tending = Thread.ofPlatform().start(() -> {
            while (!over) {
                ledger.tend();
                java.util.concurrent.locks.LockSupport.parkNanos(250_000_000);
            }
        });
    }

    private Ledger open(Path place) throws IOException {
        return Ledger.open(new Ledger.Place(new FolderDisk(place), "sallyport.bench/1", signer, 64 << 20, Clock.systemUTC()))
                .orElseThrow();
    }

    @Setup(Level.Trial)
    public void fill() throws IOException {
        whole = Files.createTempDirectory(Path.of(System.getProperty("ledger.folder", ".")), "whole");
        try (Ledger full = open(whole)) {
            for (int i = 0; i < VERIFIED; i++) {
                full.append(List.of(ENTRY));
            }
        }
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException, InterruptedException {
        over = true;
        tending.join();
        ledger.close();
        delete(folder);
    }

    @TearDown(Level.Trial)
    public void forget() throws IOException {
        delete(whole);
    }

    private static void delete(Path place) throws IOException {
        try (var files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public void process() throws IOException {
        ledger.append(List.of(ENTRY));
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public void strict() throws IOException {
        ledger.appendDurably(List.of(ENTRY));
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public void strictGroup() throws IOException {
        ledger.appendDurably(Collections.nCopies(16, ENTRY));
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    public Report verify() throws IOException {
        return new LedgerVerifier(whole, signer.verifierKey()).verify(List.of());
    }
}
