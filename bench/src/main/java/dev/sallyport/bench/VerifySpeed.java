package dev.sallyport.bench;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.verify.LedgerVerifier;
import dev.sallyport.ledger.verify.Report;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/** How many entries a second one core verifies: writes a ledger of that many entries of usual size, and verifies it several times. */
public final class VerifySpeed {
    private static final int ROUNDS = 5;

    private VerifySpeed() {}

    /** {@code FOLDER ENTRIES}; the folder is empty. */
    public static void main(String... arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int entries = Integer.parseInt(arguments[1]);
        NoteSigner signer = NoteSigner.fresh("bench/1", new SecureRandom());
        var place = new Ledger.Place(new FolderDisk(folder), "bench/1/gateway-1", signer, 64L << 20, Clock.systemUTC());
        try (Ledger ledger = Ledger.open(place).orElseThrow()) {
            for (int i = 0; i < entries; i++) {
                byte[] entry = entry(i);
                ledger.append(List.of(entry));
                if (i % 10_000 == 0) {
                    ledger.tend();
                }
            }
        }
        long bytes = new LedgerVerifier(folder, signer.verifierKey()).sizeBytes();
        for (int round = 0; round < ROUNDS; round++) {
            long began = cpuNanos();
            Report report = new LedgerVerifier(folder, signer.verifierKey()).verify(List.of());
            double seconds = (cpuNanos() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d entries of %d bytes, %.2f s of CPU, %.0f entries/s, %.0f MB/s%n",
                    report.isWhole() ? "whole" : "NOT WHOLE",
                    report.entries(),
                    bytes / report.entries(),
                    seconds,
                    report.entries() / seconds,
                    bytes / seconds / 1e6);
        }
    }

    /** Of this thread, so that others on the machine do not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static byte[] entry(int i) {
        return ("\"time\":\"2026-11-26T08:00:00." + i % 1000 + "Z\",\"exchange\":\"3f9c1d20-" + i
                        + "\",\"event\":\"answered\",\"principal\":\"https://idp.example#alice\",\"authentication\":\"signed-token\","
                        + "\"issuer\":\"https://idp.example\",\"subject\":\"alice\",\"client\":\"ide\",\"groups\":[\"engineering\"],"
                        + "\"credential\":\"9f86d081884c7d65\",\"peer\":\"10.0.0.7\",\"carrier\":\"http\",\"route\":\"files\","
                        + "\"server\":\"files\",\"era\":\"modern\",\"method\":\"tools/call\",\"name\":\"read_file\",\"took_us\":"
                        + i % 5000 + ",\"bytes_in\":412,\"bytes_out\":1800,\"messages_out\":1,\"policy\":{\"version\":\"0123456789ab\","
                        + "\"decision\":\"allow\",\"statement\":\"engineers\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
