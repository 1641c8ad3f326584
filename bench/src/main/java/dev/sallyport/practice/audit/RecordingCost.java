package dev.sallyport.practice.audit;

import dev.sallyport.OneExchange;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.protocol.json.JsonDigest;
import dev.sallyport.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the entry of a call costs its loop, and each part of that: a call through guards in memory that is recorded or not, by one thread, in
 * turns of a thousand calls. To be run in the folder {@code bench}; argument: an empty folder on the disk that is meant. Prints nanoseconds:
 * of all turns after the warm ones the least, in which other load is seen least, and the median.
 */
public final class RecordingCost {
    private static final int TURNS = 400;
    private static final int WARM_TURNS = 100;
    private static final int CALLS = 1_000;
    private static final int TOGETHER = 8;
    private static final long SEGMENT_BYTES = 1L << 26;

    private final Map<String, List<Long>> nanos = new LinkedHashMap<>();
    private Object kept = "";

    private RecordingCost() {}

    /** What is done at the end of an exchange in place of recording it. */
    private static final class Ends implements Recorder {
        private final Consumer<Exchange> end;

        Ends(Consumer<Exchange> end) {
            this.end = end;
        }

        @Override
        public boolean isAble() {
            return true;
        }

        @Override
        public void begins(Exchange exchange, boolean isStream, Written then) {
            then.written(true);
        }

        @Override
        public void ended(Exchange exchange, Written then) {
            end.accept(exchange);
            then.written(true);
        }

        @Override
        public void stepped(Step step) {}

        @Override
        public void ended(Session session, Session.End why) {}
    }

    /** Measures it. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        new RecordingCost().measure(folder.resolve("product"), Files.createDirectories(folder.resolve("bare")));
    }

    private void measure(Path folder, Path bare) throws IOException {
        JsonNode messages = JsonMapper.shared().readTree(Path.of("rig/messages.json").toFile());
        SecureRandom random = new SecureRandom();
        KeyedDigest key = KeyedDigest.fresh(random);
        NoteSigner signer = NoteSigner.fresh("bench", random);
        Clock clock = Clock.systemUTC();
        AuditEntries made = new AuditEntries(new ArgumentFacts(key), new ShownNames(Redaction::clean));
        OneExchange plain = new OneExchange(messages, new Ends(exchange -> kept = exchange));
        OneExchange making = new OneExchange(messages, new Ends(exchange -> kept = made.ended(exchange)));
        plain.run();
        Exchange one = (Exchange) kept;
        byte[] entry = made.ended(one);
        JsonNode arguments = one.arguments();
        JsonWriter writer = new JsonWriter();
        Ledger.Place place = new Ledger.Place(new FolderDisk(bare), "bench/1", signer, SEGMENT_BYTES, clock);
        try (AuditRecorder recorder = AuditRecorder.open(
                        folder, "bench", new AuditRecorder.Means(signer, key, Redaction::clean), AuditSettings.DEFAULT, clock);
                Ledger ledger = Ledger.open(place).orElseThrow()) {
            OneExchange recorded = new OneExchange(messages, recorder);
            List<byte[]> several = Collections.nCopies(TOGETHER, entry);
            for (int turn = 0; turn < TURNS; turn++) {
                time("a call, not recorded", CALLS, plain::run);
                time("a call, its entry made and thrown away", CALLS, making::run);
                time("a call, recorded", CALLS, recorded::run);
                time("digest of " + writer.write(arguments).length + " bytes of arguments", CALLS, () ->
                        kept = JsonDigest.bytes(arguments, writer));
                time("its key", CALLS, () -> kept = key.of(one.argumentsDigest()));
                time("the rest of an entry of " + entry.length + " bytes", CALLS, () -> kept = made.ended(one));
                time("an entry written alone", CALLS, () -> append(ledger, List.of(entry)));
                time(TOGETHER + " entries written together", CALLS / TOGETHER, () -> append(ledger, several));
                ledger.tend();
            }
        }
        nanos.forEach(RecordingCost::print);
    }

    private static void append(Ledger ledger, List<byte[]> entries) {
        try {
            ledger.append(entries);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void time(String what, int times, Runnable done) {
        long began = System.nanoTime();
        for (int i = 0; i < times; i++) {
            done.run();
        }
        nanos.computeIfAbsent(what, _ -> new ArrayList<>()).add((System.nanoTime() - began) / times);
    }

    private static void print(String what, List<Long> turns) {
        List<Long> sorted = turns.stream().skip(WARM_TURNS).sorted().toList();
        System.out.printf("%s: %d (median %d)%n", what, sorted.getFirst(), sorted.get(sorted.size() / 2));
    }
}
