package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.PeerTls;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.observe.MetricsText;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Entries reach every kind of sink at least once and in order, whatever ends in between. */
final class ShipperTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final byte[] KEY = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @TempDir
    private Path parent = Path.of("");

    private static ToHttp webhook(int port, PeerTls peer, String scheme) {
        URI url = URI.create(scheme + "://127.0.0.1:" + port + "/hook");
        ToHttp.Target target = new ToHttp.Target(url, Map.of("Authorization", "Bearer b"), peer, Optional.empty());
        return new ToHttp(target, new WebhookBody(Optional.of(KEY), Clock.systemUTC()));
    }

    private static ToHttp otlp(int port, PeerTls peer) {
        URI url = URI.create("http://127.0.0.1:" + port + "/v1/logs");
        return new ToHttp(
                new ToHttp.Target(url, Map.of(), peer, Optional.empty()), new OtlpBody("0.1.0", Clock.systemUTC()));
    }

    @Test
    void aWebhookThatGoesAwayAndComesBackGetsEverythingSigned() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Received received = new Received();
        int port;
        try (Ledger ledger = fixture.ledger()) {
            HttpReceiver first = new HttpReceiver(0, Optional.of(fixture.server()), received);
            port = first.port();
            try (Shipper shipper = fixture.ship("hook", webhook(port, fixture.trusting(), "https"))) {
                long before = ShipFixture.write(ledger, 1_200);
                received.assertWhole(before);
                Received.await("no lag", () -> shipper.state().lagEntries() == 0);
                first.close();
                long size = ShipFixture.write(ledger, 700);
                Received.await("a problem", () -> !shipper.state().problem().isEmpty());
                assertEquals(size - before, shipper.state().lagEntries());
                try (HttpReceiver second = new HttpReceiver(port, Optional.of(fixture.server()), received)) {
                    second.status = _ -> 503;
                    Received.await("503", () -> shipper.state().problem().contains(" answers 503"));
                    second.status = _ -> 200;
                    received.assertWhole(size);
                    received.awaitCheckpoint(size);
                    Received.await("no lag", () -> shipper.state().lagEntries() == 0);
                    assertEquals("", shipper.state().problem());
                    HttpReceiver.Post post = second.posts().getLast();
                    String id = post.header("webhook-id");
                    long seconds = Long.parseLong(post.header("webhook-timestamp"));
                    assertEquals(
                            WebhookBody.signature(KEY, id, seconds, post.body().getBytes(StandardCharsets.UTF_8)),
                            post.header("webhook-signature"));
                    assertEquals("Bearer b", post.header("Authorization"));
                    assertEquals(
                            "sallyport/test/gateway-1",
                            post.json().path("ledger").asString());
                }
            }
        }
    }

    @Test
    void theSameEntriesAreTriedUnderTheSameIdAndLongAnswersConfirmThem() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Received received = new Received();
        try (Ledger ledger = fixture.ledger();
                HttpReceiver receiver = new HttpReceiver(0, Optional.empty(), received)) {
            long size = ShipFixture.write(ledger, 20);
            receiver.status = _ -> 503;
            receiver.answer = "x".repeat(200_000);
            try (Shipper shipper = fixture.ship("hook", webhook(receiver.port(), fixture.trusting(), "http"))) {
                Received.await("three tries", () -> receiver.tried.size() >= 3);
                receiver.status = _ -> 200;
                received.assertWhole(size);
                received.awaitCheckpoint(size);
                Received.await("no lag", () -> shipper.state().lagEntries() == 0);
                assertEquals("", shipper.state().problem());
                Thread.sleep(1_000);
            }
            List<String> ids = receiver.tried.stream()
                    .map(post -> post.header("webhook-id"))
                    .toList();
            assertEquals(1, Set.copyOf(ids).size(), ids.toString());
            assertEquals(1, receiver.posts().size(), "a confirmed post is not sent again");
        }
    }

    /** Source: Standard Webhooks, the example of its libraries. */
    @Test
    void aSignatureIsThatOfTheStandard() throws Exception {
        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                WebhookBody.signature(
                        KEY,
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1_614_265_330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aShipperThatEndsAnywhereGoesOnWithoutAGap() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Received received = new Received();
        try (Ledger ledger = fixture.ledger();
                HttpReceiver receiver = new HttpReceiver(0, Optional.empty(), received)) {
            long size = 0;
            for (int round = 0; round < 8; round++) {
                Shipper shipper = fixture.ship("logs", otlp(receiver.port(), fixture.trusting()));
                size = ShipFixture.write(ledger, 300);
                Thread.sleep(round * 15L);
                // like the end of the process: nothing is sent or stored any more
                shipper.close(Duration.ofMillis(1));
            }
            try (Shipper _ = fixture.ship("logs", otlp(receiver.port(), fixture.trusting()))) {
                received.assertWhole(size);
                received.awaitCheckpoint(size);
            }
            int all = received.numbers().size();
            try (Shipper again = fixture.ship("logs", otlp(receiver.port(), fixture.trusting()))) {
                Received.await("a look", () -> again.state().lagEntries() == 0);
                Thread.sleep(500);
            }
            assertEquals(all, received.numbers().size(), "nothing comes twice where nothing went wrong");
        }
    }

    @Test
    void otlpRecordsAreAsTheirProtocolHasThem() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (Ledger ledger = fixture.ledger();
                HttpReceiver receiver = new HttpReceiver(0, Optional.empty(), new Received())) {
            receiver.answer = "{\"partialSuccess\":{\"rejectedLogRecords\":\"2\",\"errorMessage\":\"old\"}}";
            ShipFixture.write(ledger, 3);
            byte[] traced = ("\"event\":\"answered\",\"trace\":\"" + TRACE + "\",\"span\":\"00f067aa0ba902b7\"")
                    .getBytes(StandardCharsets.UTF_8);
            ledger.append(List.of(traced));
            ledger.tend();
            long size = ledger.checkpoint().size();
            try (Shipper shipper = fixture.ship("logs", otlp(receiver.port(), fixture.trusting()))) {
                receiver.received.assertWhole(size);
                Received.await("refused", () -> shipper.state().refused() == 2);
            }
            JsonNode resource =
                    receiver.posts().getFirst().json().path("resourceLogs").path(0);
            assertEquals(
                    "sallyport",
                    resource.at("/resource/attributes/0/value/stringValue").asString());
            JsonNode record = resource.at("/scopeLogs/0/logRecords/1");
            assertEquals(9, record.path("severityNumber").asInt());
            assertEquals("sallyport.audit.answered", record.path("eventName").asString());
            assertTrue(record.path("timeUnixNano").asString().matches("[0-9]{19}"));
            assertEquals("1", record.at("/attributes/0/value/intValue").asString());
            assertFalse(record.has("traceId") || record.has("spanId"));
            JsonNode ofTrace = resource.at("/scopeLogs/0/logRecords/" + (size - 1));
            assertEquals(TRACE, ofTrace.path("traceId").asString());
            assertEquals("00f067aa0ba902b7", ofTrace.path("spanId").asString());
        }
    }

    @Test
    void aReceiverThatTakesLittleAtOnceGetsLittleAtOnce() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Received received = new Received();
        try (Ledger ledger = fixture.ledger();
                HttpReceiver receiver = new HttpReceiver(0, Optional.empty(), received)) {
            receiver.status = post -> post.body().length() > 30_000 ? 413 : 200;
            long size = ShipFixture.write(ledger, 600);
            try (Shipper _ = fixture.ship("hook", webhook(receiver.port(), fixture.trusting(), "http"))) {
                received.assertWhole(size);
            }
        }
    }

    @Test
    void aSyslogReceiverThatIsKilledAndComesBackGetsEverything() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Received received = new Received();
        SyslogReceiver first = new SyslogReceiver(0, fixture.server(), received);
        int port = first.port();
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("siem", new ToSyslog("localhost", port, fixture.trusting(), "host 1"))) {
            received.assertWhole(ShipFixture.write(ledger, 400));
            assertTrue(
                    first.heads.get(1).matches("<110>1 [0-9TZ:.-]+ host_1 sallyport gateway-1 answered - "),
                    first.heads.get(1));
            // what it is sent now stays unread, and is lost with it
            first.reads = false;
            long size = ShipFixture.write(ledger, 200);
            Thread.sleep(1_000);
            assertFalse(received.numbers().contains(size - 1));
            first.kill();
            try (SyslogReceiver _ = new SyslogReceiver(port, fixture.server(), received)) {
                received.assertWhole(size);
                received.awaitCheckpoint(size);
                Received.await("confirmed", () -> shipper.state().lagEntries() == 0);
                assertTrue(Files.readString(fixture.folder.resolve("sent-siem")).startsWith("next " + size + "\n"));
            }
        } finally {
            first.close();
        }
    }

    @Test
    void aSyslogReceiverThatTakesAndConfirmsNothingIsTriedSeldomAndSaidToFail() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (Ledger ledger = fixture.ledger();
                SyslogReceiver proxy = new SyslogReceiver(0, fixture.server(), new Received())) {
            proxy.resets = true;
            try (Shipper shipper =
                    fixture.ship("siem", new ToSyslog("localhost", proxy.port(), fixture.trusting(), "h"))) {
                ShipFixture.write(ledger, 2);
                Received.await("a connection", () -> proxy.accepted.get() > 0);
                ShipFixture.write(ledger, 2);
                Received.await("a problem", () -> !shipper.state().problem().isEmpty());
                for (int i = 0; i < 60; i++) {
                    assertFalse(shipper.state().problem().isEmpty(), "nothing was confirmed");
                    Thread.sleep(100);
                    ShipFixture.write(ledger, 1);
                }
                assertTrue(proxy.accepted.get() <= 6, proxy.accepted + " connections");
                proxy.resets = false;
                Received.await("no problem", () -> shipper.state().problem().isEmpty());
                assertEquals(0, shipper.state().lagEntries());
                proxy.received.assertWhole(ledger.checkpoint().size());
            }
        }
    }

    @Test
    void aReceiverWhomNobodyVouchesForGetsNothing() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        ShipFixture other = new ShipFixture(Files.createDirectory(parent.resolve("other")));
        try (Ledger ledger = fixture.ledger();
                SyslogReceiver syslog = new SyslogReceiver(0, fixture.server(), new Received());
                HttpReceiver hook = new HttpReceiver(0, Optional.of(fixture.server()), new Received());
                Shipper siem = fixture.ship("siem", new ToSyslog("localhost", syslog.port(), other.trusting(), "h"));
                Shipper hooked = fixture.ship("hook", webhook(hook.port(), other.trusting(), "https"))) {
            ShipFixture.write(ledger, 5);
            for (Shipper shipper : List.of(siem, hooked)) {
                Received.await(
                        "a refusal",
                        () -> shipper.state().problem().contains("unable to find valid certification path"));
            }
            assertEquals(List.of(), syslog.received.all());
            assertEquals(List.of(), hook.received.all());
        }
    }

    @Test
    void aSinkThatTakesNothingSlowsNothingAndHoldsNothing() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (Ledger ledger = fixture.ledger();
                SyslogReceiver slow = new SyslogReceiver(0, fixture.server(), new Received());
                Shipper shipper =
                        fixture.ship("siem", new ToSyslog("localhost", slow.port(), fixture.trusting(), "h"))) {
            slow.reads = false;
            long began = System.nanoTime();
            long size = ShipFixture.write(ledger, 40_000);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Received.await("lag", () -> shipper.state().lagEntries() == size);
            assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "it took " + took);
            assertTrue(shipper.state().sent() < size, "the rest is in the ledger alone");
        }
    }

    @Test
    void aFileThatIsMovedAwayIsBegunAnew() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path file = parent.resolve("audit.jsonl");
        Path moved = parent.resolve("audit.jsonl.1");
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("lake", new ToFile(file))) {
            ShipFixture.write(ledger, 10);
            Received.await("the first", () -> shipper.state().sent() == 11);
            Received.await("no lag", () -> shipper.state().lagEntries() == 0);
            Files.move(file, moved);
            ShipFixture.write(ledger, 10);
            Received.await(
                    "the second", () -> Files.exists(file) && shipper.state().lagEntries() == 0);
        }
        Received received = new Received();
        for (Path part : List.of(moved, file)) {
            Files.readString(part).lines().forEach(received::add);
        }
        received.assertWhole(21);
        assertEquals(12, Files.readAllLines(moved).size(), "the entries and a checkpoint");
        try (Stream<Path> segments = Files.list(fixture.folder)) {
            String segment = Files.readString(segments.filter(f -> f.toString().endsWith(".jsonl"))
                    .sorted()
                    .findFirst()
                    .orElseThrow());
            assertTrue(segment.startsWith(Files.readAllLines(moved).getFirst()), "byte for byte what the ledger has");
        }
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void whatWasCutOffInAFileStandsAlone() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path file = Files.writeString(parent.resolve("audit.jsonl"), "{\"n\":0,\"ti");
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("lake", new ToFile(file))) {
            ShipFixture.write(ledger, 1);
            Received.await("sent", () -> shipper.state().sent() == 2);
        }
        assertEquals("{\"n\":0,\"ti", Files.readAllLines(file).getFirst());
        assertTrue(Files.readAllLines(file).get(1).startsWith("{\"n\":0,\"time\""));
    }

    @Test
    void aStreamGetsOtherWordsWithoutWhatIsTakenOut() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FieldRules rules = new FieldRules(List.of("peer"), List.of("principal"));
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("out", new ToStream(out), EntryForm.OCSF, rules)) {
            ShipFixture.write(ledger, 1);
            Received.await("sent", () -> shipper.state().sent() == 2);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).contains("\"class_uid\":6003"));
        assertTrue(lines.get(1).contains("sha256:49915e0d7d4b402e3017d010"));
        assertFalse(lines.get(1).contains("192.0.2.1") || lines.get(1).contains("raw_data_hash"));
        assertTrue(lines.get(2).contains("\"event_code\":\"checkpoint\""));
    }

    @Test
    void aDamagedOrForeignCursorSendsAllOfItAgain() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path cursor = fixture.folder.resolve("sent-out");
        for (String text : List.of(
                "",
                "next 5\ncheckpoint 5\ncrc 00000000\n",
                new String(new Cursor(99, 99).bytes(), StandardCharsets.UTF_8))) {
            Files.writeString(cursor, text);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long size;
            try (Ledger ledger = fixture.ledger();
                    Shipper shipper = fixture.ship("out", new ToStream(out))) {
                size = ShipFixture.write(ledger, 3);
                Received.await("sent", () -> shipper.state().sent() >= size);
            }
            Received received = new Received();
            out.toString(StandardCharsets.UTF_8).lines().forEach(received::add);
            received.assertWhole(size);
            assertEquals(Optional.of(new Cursor(size, size)), Cursor.of(Files.readAllBytes(cursor)));
        }
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeInPlaceOfACursorHoldsUpNothing() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path cursor = fixture.folder.resolve("sent-out");
        assertEquals(0, new ProcessBuilder("mkfifo", cursor.toString()).start().waitFor());
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("out", new ToStream(new ByteArrayOutputStream()))) {
            long size = ShipFixture.write(ledger, 3);
            Received.await("sent", () -> shipper.state().sent() >= size);
        }
        assertTrue(Files.isRegularFile(cursor));
    }

    @Test
    void aCursorThatCannotBeWrittenIsSaidAndNothingIsHeldUp() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path obstacle = Files.createDirectories(fixture.folder.resolve("sent-out.tmp/full"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("out", new ToStream(out))) {
            long size = ShipFixture.write(ledger, 3);
            Received.await("sent", () -> shipper.state().sent() == size);
            Received.await("said", () -> shipper.state().problem().contains("cannot be written"));
            assertEquals(0, shipper.state().lagEntries());
            Files.delete(obstacle);
            Received.await("no problem", () -> shipper.state().problem().isEmpty());
            assertEquals(Optional.of(new Cursor(size, size)), Cursor.in(fixture.folder, "out"));
        }
    }

    @Test
    void aFullDiskHoldsEntriesUntilThereIsRoom() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("lake", new ToFile(Path.of("/dev/full")))) {
            long size = ShipFixture.write(ledger, 3);
            Received.await("said", () -> !shipper.state().problem().isEmpty());
            assertEquals(size, shipper.state().lagEntries());
        }
    }

    @Test
    void aFileSinkWithoutAFolderIsSaidInWords() throws Exception {
        ShipFixture fixture = new ShipFixture(parent);
        Path file = parent.resolve("none/lake.jsonl");
        try (Ledger ledger = fixture.ledger();
                Shipper shipper = fixture.ship("lake", new ToFile(file))) {
            ShipFixture.write(ledger, 3);
            Received.await(
                    "said", () -> shipper.state().problem().equals("there is no folder for " + file + "; make it"));
        }
    }

    @Test
    void metricsTellTheLagOfEachSink() throws IOException, InterruptedException {
        ShipFixture fixture = new ShipFixture(parent);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var to = new Shippers.Destination("out", EntryForm.LEDGER, FieldRules.NONE, () -> new ToStream(out));
        try (Ledger ledger = fixture.ledger();
                Shippers shippers = new Shippers(fixture.siblings(), List.of(to), "0.1.0", ShipFixture.FORM)) {
            ShipFixture.write(ledger, 3);
            Received.await("sent", () -> Map.copyOf(shippers.states()).values().stream()
                    .allMatch(state -> state.sent() == 4));
            MetricsText text = new MetricsText();
            shippers.write(text);
            assertTrue(text.toString().contains("sallyport_sink_lag_entries{sink=\"out\"} "));
            assertTrue(text.toString().contains("sallyport_sink_sent_total{sink=\"out\"} 4\n"));
        }
    }
}
