package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.disk.FolderLock;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What one process began to send is ended by the next of its home, by one at a time. */
final class LeftoversTest {
    /** A pipe whose other end is gone. */
    private static final OutputStream GONE = new OutputStream() {
        @Override
        public void write(int one) throws IOException {
            throw new IOException("gone");
        }
    };

    private static final String GONE_SAID = "standard output takes nothing: gone; look after who reads it";

    @TempDir
    private Path parent = Path.of("");

    private static Shippers shippers(ShipFixture fixture, String name, OutputStream out) {
        return new Shippers(fixture.siblings(), List.of(to(name, out)), "0.1.0", ShipFixture.FORM);
    }

    private static Shippers.Destination to(String name, OutputStream out) {
        return new Shippers.Destination(name, EntryForm.OCSF, FieldRules.NONE, () -> new ToStream(out));
    }

    private static Shipper ship(Path folder, OutputStream out) {
        return new Shipper(
                new Shipper.Source(folder, Optional.empty()),
                "out",
                new Pieces(EntryForm.OCSF, FieldRules.NONE, "0.1.0"),
                new ToStream(out),
                ShipFixture.FORM);
    }

    private static SinkState state(Shippers shippers) {
        return shippers.states().values().iterator().next();
    }

    /** The numbers of entries of a ledger, in the order in which they came. */
    private static List<Long> numbers(ByteArrayOutputStream out, String ledger) {
        Received received = new Received();
        out.toString(StandardCharsets.UTF_8).lines().forEach(received::add);
        List<Long> numbers = new ArrayList<>();
        for (JsonNode event : received.all()) {
            JsonNode metadata = event.path("metadata");
            if (metadata.has("sequence")
                    && metadata.path("log_name").asString("").endsWith("/" + ledger)) {
                numbers.add(metadata.path("sequence").asLong());
            }
        }
        return numbers;
    }

    private static List<Long> all(long size) {
        return LongStream.range(0, size).boxed().toList();
    }

    @Test
    void whatAnEndedProcessDidNotSendIsSentByTheNext() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path left = parent.resolve("wrap-1");
        try (Ledger ledger = fixture.ledger("wrap-1");
                Shipper shipper = ship(left, GONE)) {
            ShipFixture.write(ledger, 1_200);
            Received.await("a problem", () -> !shipper.state().problem().isEmpty());
        }
        long size = new LedgerFolder(left).checkpoint().orElseThrow().size();
        try (Ledger never = fixture.ledger("wrap-2")) {
            ShipFixture.write(never, 10);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Ledger own = fixture.ledger();
                Shippers shippers = shippers(fixture, "out", out)) {
            long ownSize = ShipFixture.write(own, 10);
            Received.await("the rest", () -> Cursor.in(left, "out").equals(Optional.of(new Cursor(size, size))));
            Received.await("its own", () -> numbers(out, "gateway-1").size() == ownSize);
            Received.await("no lag", () -> state(shippers).equals(new SinkState(0, 0, size + ownSize, 0, 0, "")));
        }
        assertEquals(all(size), numbers(out, "wrap-1"));
        assertEquals(List.of(), numbers(out, "wrap-2"), "nobody said that it should be sent");
        assertFalse(Files.exists(parent.resolve("wrap-2/sent-out")));
    }

    @Test
    void aSinkThatIsGoneIsNotSaidToHaveWhatOthersLeft() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        for (String name : List.of("wrap-1", "wrap-2")) {
            begun(fixture, name);
        }
        try (Ledger _ = fixture.ledger();
                Shippers shippers = shippers(fixture, "out", GONE)) {
            Received.await("what waits", () -> state(shippers).lagEntries() == 22);
            Received.await("a problem", () -> !state(shippers).problem().isEmpty());
            assertEquals(GONE_SAID, state(shippers).problem());
        }
        assertEquals(Optional.of(Cursor.START), Cursor.in(parent.resolve("wrap-1"), "out"));
    }

    @Test
    void aCursorThatCannotBeWrittenForAWhileHoldsUpNoOtherLedgerForGood() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        for (String name : List.of("wrap-1", "wrap-2")) {
            begun(fixture, name);
        }
        Path obstacle = Files.createDirectories(parent.resolve("wrap-1/sent-out.tmp/full"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Ledger _ = fixture.ledger();
                Shippers shippers = shippers(fixture, "out", out)) {
            Received.await("a problem", () -> state(shippers).problem().contains("cannot be written"));
            Files.delete(obstacle);
            Received.await("the other", () -> numbers(out, "wrap-2").size() == 11);
            Received.await("no problem", () -> state(shippers).problem().isEmpty());
        }
        assertEquals(all(11), numbers(out, "wrap-1"), "each once");
        assertEquals(Optional.of(new Cursor(11, 11)), Cursor.in(parent.resolve("wrap-1"), "out"));
    }

    /** One that was to be sent, with its files closed. */
    private static LedgerFolder begun(ShipFixture fixture, String name) throws IOException {
        try (Ledger ledger = fixture.ledger(name)) {
            ShipFixture.write(ledger, 10);
        }
        Path folder = fixture.folder.resolveSibling(name);
        Files.write(folder.resolve("sent-out"), Cursor.START.bytes());
        return new LedgerFolder(folder);
    }

    @Test
    void oneThatIsFoundDamagedIsNotSentOn() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        LedgerFolder left = begun(fixture, "wrap-1");
        try (Ledger _ = fixture.ledger();
                Shippers shippers = shippers(fixture, "out", GONE)) {
            Received.await("what waits", () -> state(shippers).lagEntries() == 11);
            Received.await("a problem", () -> !state(shippers).problem().isEmpty());
            Files.writeString(left.folder().resolve("checkpoint"), "none");
            Received.await("nothing to send", () -> state(shippers).lagEntries() == 0);
            Received.await("what is lost", () -> state(shippers).missed() == 11);
            Received.await(
                    "why it cannot be told", () -> state(shippers).problem().equals(GONE_SAID));
        }
        assertTrue(isFree(left));
    }

    /** All that sinks get from these ledgers on, until the first entry of their own ledger is there. */
    private static List<JsonNode> told(ShipFixture fixture, int missed) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Shippers.Destination to =
                new Shippers.Destination("out", EntryForm.LEDGER, FieldRules.NONE, () -> new ToStream(out));
        try (Ledger own = fixture.ledger();
                Shippers shippers = new Shippers(fixture.siblings(), List.of(to), "0.1.0", ShipFixture.FORM)) {
            long size = ShipFixture.write(own, 1);
            Received.await("its own", () -> received(out).numbers().contains(size - 1));
            Received.await("what is lost", () -> state(shippers).missed() == missed);
            // a second look of who has told would tell again
            Thread.sleep(2_500);
            assertEquals(missed, state(shippers).missed(), "counted once");
            assertEquals("", state(shippers).problem());
        }
        return received(out).of("not-sent");
    }

    private static Received received(ByteArrayOutputStream out) {
        Received received = new Received();
        out.toString(StandardCharsets.UTF_8).lines().forEach(received::add);
        return received;
    }

    private static void damage(LedgerFolder ledger) throws IOException {
        Path segment = ledger.folder().resolve("0000000000000000.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("\"x-3\"", "\"x-4\""));
    }

    @Test
    void ofADamagedOneASinkIsToldOnceFromWhereOnItGetsNothing() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        LedgerFolder left = begun(fixture, "wrap-1");
        Files.write(left.folder().resolve("sent-out"), new Cursor(5, 0).bytes());
        damage(left);
        List<JsonNode> told = told(fixture, 6);
        assertEquals(1, told.size(), told.toString());
        assertEquals("sallyport/test/wrap-1", told.getFirst().path("ledger").asString());
        assertEquals(5, told.getFirst().path("first").asInt());
        assertFalse(told.getFirst().has("last"), "nobody knows");
        assertEquals(List.of(), told(fixture, 0), "the next process does not tell it again");
        assertEquals(Optional.of(new Cursor(5, 0)), Cursor.in(left.folder(), "out"), "it may be put right");
        assertTrue(isFree(left));
    }

    @Test
    void whoeverCouldNotTellItLeavesThatToTheNext() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        damage(begun(fixture, "wrap-1"));
        try (Ledger _ = fixture.ledger();
                Shippers shippers = shippers(fixture, "out", GONE)) {
            Received.await("what is lost", () -> state(shippers).missed() == 11);
            Received.await("a problem", () -> !state(shippers).problem().isEmpty());
        }
        assertEquals(1, told(fixture, 11).size());
    }

    @Test
    void whoeverHasAllOfADamagedOneLacksNothing() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        LedgerFolder left = begun(fixture, "wrap-1");
        Files.write(left.folder().resolve("sent-out"), new Cursor(11, 11).bytes());
        damage(left);
        assertEquals(List.of(), told(fixture, 0));
        damage(begunNever(fixture));
        assertEquals(List.of(), told(fixture, 0), "nobody said that it should be sent");
    }

    private static LedgerFolder begunNever(ShipFixture fixture) throws IOException {
        LedgerFolder never = begun(fixture, "wrap-2");
        Files.delete(never.folder().resolve("sent-out"));
        return never;
    }

    @Test
    void entriesBehindTheCheckpointOfADamagedOneAreLackingToo() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        LedgerFolder left = begun(fixture, "wrap-1");
        Files.write(left.folder().resolve("sent-out"), new Cursor(11, 11).bytes());
        Path segment = left.folder().resolve("0000000000000000.jsonl");
        Files.writeString(segment, Files.readString(segment) + "{\"n\":11,\"event\":\"answered\"}\n");
        List<JsonNode> told = told(fixture, 1);
        assertEquals(11, told.getFirst().path("first").asInt());
    }

    @Test
    void whereTheCheckpointIsGoneNobodyKnowsThatASinkHasAll() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        LedgerFolder left = begun(fixture, "wrap-1");
        Files.write(left.folder().resolve("sent-out"), new Cursor(11, 11).bytes());
        Files.writeString(left.folder().resolve("checkpoint"), "none");
        assertEquals(11, told(fixture, 1).getFirst().path("first").asInt());
    }

    @Test
    void oneThatWasPutRightIsSentOn() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        LedgerFolder left = begun(fixture, "wrap-1");
        Path segment = left.folder().resolve("0000000000000000.jsonl");
        String whole = Files.readString(segment);
        damage(left);
        assertEquals(1, told(fixture, 11).size());
        Files.writeString(segment, whole);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Ledger _ = fixture.ledger();
                Shippers _ = shippers(fixture, "out", out)) {
            Received.await("the rest", () -> numbers(out, "wrap-1").equals(all(11)));
        }
    }

    private static boolean isFree(LedgerFolder ledger) {
        try (FolderLock lock = FolderLock.of(ledger.folder(), Cursor.lockFile("out"))) {
            return lock != null;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void onceClosedNothingIsBegun() throws Exception {
        LedgerFolder left = begun(new ShipFixture(parent), "wrap-1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Leftovers leftovers =
                new Leftovers(to("out", out), new Pieces(EntryForm.OCSF, FieldRules.NONE, "0.1.0"), ShipFixture.FORM);
        leftovers.close(Duration.ZERO);
        leftovers.look(List.of(left), Map.of());
        assertTrue(isFree(left));
        assertEquals(SinkState.NOTHING, leftovers.state());
    }

    @Test
    void whileOneSendsALedgerTheOtherWaitsAndGoesOnAfterIt() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Ledger ledger = fixture.ledger();
                Shipper second = secondWhile(fixture, ledger, out)) {
            long size = ShipFixture.write(ledger, 50);
            Received.await("the rest", () -> numbers(out, "gateway-1").size() >= size);
            Received.await("no lag", () -> second.state().lagEntries() == 0);
            assertEquals(all(size), numbers(out, "gateway-1"), "each once");
        }
    }

    private static Shipper secondWhile(ShipFixture fixture, Ledger ledger, ByteArrayOutputStream out) throws Exception {
        try (Shipper _ = ship(fixture.folder, out)) {
            long size = ShipFixture.write(ledger, 50);
            Received.await("the first", () -> numbers(out, "gateway-1").size() == size);
            Shipper second = ship(fixture.folder, out);
            long more = ShipFixture.write(ledger, 50);
            Received.await("the first", () -> numbers(out, "gateway-1").size() == more);
            Thread.sleep(500);
            assertEquals(0, second.state().sent());
            assertEquals("", second.state().problem());
            return second;
        }
    }

    @Test
    void severalMayAppendToOneFile() throws Exception {
        Path file = parent.resolve("lake.jsonl");
        String line = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                ToFile to = new ToFile(file);
                for (int j = 0; j < 50; j++) {
                    try {
                        var _ = to.send("l", List.of(new Piece(j, "answered", Instant.EPOCH, false, line)));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
                to.close();
            }));
        }
        for (Thread thread : threads) {
            assertTrue(thread.join(Duration.ofSeconds(60)));
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(150, lines.size());
        assertTrue(lines.stream().allMatch(line::equals));
    }
}
