package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Gateway;
import dev.sallyport.Logged;
import dev.sallyport.Observatory;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.Ledger;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.OwnLedger;
import dev.sallyport.ledger.disk.FaultyDisk;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.Durability;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.home.Home;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.http.Pages;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures of what the gateway stands on: disk, ports, clock. */
final class FailurePathTest {
    static final KeyedDigest KEY = KeyedDigest.fresh(new SecureRandom());

    @TempDir
    private Path folder;

    /** A gateway with the recorder of production. */
    static final class Audited implements AutoCloseable {
        private final AuditRecorder recorder;
        private final Gateway gateway;
        private final HttpListener listener;

        private final FaultyDisk disk;

        Audited(Path audit, Settings settings, Clock clock) throws IOException {
            NoteSigner signer = NoteSigner.fresh("sallyport.test", new SecureRandom());
            disk = new FaultyDisk(new FolderDisk(Files.createDirectories(audit.resolve("gateway-1"))));
            Ledger ledger = Ledger.open(new Ledger.Place(disk, "sallyport.test/1", signer, 1 << 20, clock))
                    .orElseThrow();
            FileChannel lock =
                    FileChannel.open(audit.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            recorder = new AuditRecorder(
                    new OwnLedger(audit, ledger, lock),
                    settings.audit().durability(),
                    new AuditRecorder.Means(signer, KEY, Redaction::clean),
                    clock);
            gateway = new Gateway(new Gateway.Start("a", settings, Mcp.TOKEN, recorder, true, clock, System.getenv()));
            listener = gateway.listen("", Optional.empty());
        }

        void reload(Settings settings) {
            gateway.reload(settings);
        }

        RawClient.Answer ask(String request) throws IOException {
            try (RawClient client = new RawClient(listener.port())) {
                return client.ask(request);
            }
        }

        @Override
        public void close() {
            listener.close();
            gateway.close();
            recorder.close();
        }
    }

    static Settings before(FakeUpstream upstream) throws IOException {
        return GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }");
    }

    @Test
    void whileTheLedgerCannotBeWrittenReadinessSaysSoInWords() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                Audited gateway = new Audited(folder.resolve("audit"), before(upstream), Clock.systemUTC())) {
            Pages pages =
                    new Observatory(gateway.gateway, gateway.listener, new ExchangeCounts(), gateway.recorder, _ -> {});
            assertEquals("200 {\"failing\":[]}", readiness(pages));
            gateway.disk.plan((_, _) -> 7);
            Await.until("a refusal", () -> isRefused(gateway));
            assertEquals(
                    "503 {\"failing\":[\"audit\"],\"why\":[\"the ledger cannot be written, so nothing is sent to any"
                            + " server; the log says why\"]}",
                    readiness(pages));
            gateway.disk.plan((_, _) -> -1);
            Await.until("readiness", () -> readiness(pages).equals("200 {\"failing\":[]}"));
        }
    }

    private static String readiness(Pages pages) {
        List<String> told = new ArrayList<>();
        pages.open("/readyz", page -> told.add(page.status() + " " + page.body().strip()));
        return told.getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void aLedgerThatCannotBeWrittenDeniesBeforeAnythingIsSentUntilItCan(Durability durability) throws Exception {
        Path audit = folder.resolve("audit");
        try (FakeUpstream upstream = new FakeUpstream();
                Audited gateway = new Audited(
                        audit,
                        GatewayFixture.settings(
                                "servers: { up: { url: '" + upstream.url() + "' } }\naudit: { durability: "
                                        + durability.name().toLowerCase(Locale.ROOT) + " }"),
                        Clock.systemUTC())) {
            assertEquals("first", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "first"))));
            gateway.disk.plan((_, _) -> 7);
            Await.until("a refusal", () -> isRefused(gateway));
            int reached = upstream.received("tools/call").size();
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            assertEquals(503, answer.status());
            assertFalse(answer.text().contains("audit/") || answer.text().contains("space"), answer.text());
            assertEquals(reached, upstream.received("tools/call").size());
            gateway.disk.plan((_, _) -> -1);
            Await.until("an answer", () -> !isRefused(gateway));
            gateway.recorder.close();
            String trail = LedgerText.in(audit);
            for (int i = 0; i <= reached; i++) {
                String exchange = "\"exchange\":\"a-" + (i + 1) + "\",\"event\":\"";
                long outcomes = trail.lines()
                        .filter(line -> line.contains(exchange) && !line.contains("\"event\":\"intended\""))
                        .count();
                assertEquals(1, outcomes, exchange + " in " + trail);
            }
        }
    }

    /** The disk fails between the call and its answer: the answer is not handed over, and the record says that. */
    @ParameterizedTest
    @EnumSource
    void anAnswerThatCannotBeRecordedIsWithheld(Durability durability) throws Exception {
        Path audit = folder.resolve("audit");
        try (FakeUpstream upstream = new FakeUpstream();
                Audited gateway = new Audited(
                        audit,
                        GatewayFixture.settings(
                                "servers: { up: { url: '" + upstream.url() + "' } }\naudit: { durability: "
                                        + durability.name().toLowerCase(Locale.ROOT) + " }"),
                        Clock.systemUTC())) {
            gateway.ask(Mcp.modernCall("1", "first"));
            upstream.on("tools/call", (request, wire) -> {
                gateway.disk.plan((_, _) -> 0);
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            });
            assertEquals(
                    "audit.unavailable",
                    gateway.ask(Mcp.modernCall("2", "late")).reason());
            gateway.disk.plan((_, _) -> -1);
            Await.until("able", gateway.recorder::isAble);
            gateway.recorder.close();
            String withheld = LedgerText.in(audit)
                    .lines()
                    .filter(line -> line.contains("\"withheld\":true"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(withheld.contains("\"event\":\"answered\""), withheld);
        }
    }

    @Test
    void whatIsOwedWhenTheProcessEndsIsInTheLog() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                Logged logged = new Logged("sallyport.audit");
                Audited gateway = new Audited(folder.resolve("audit"), before(upstream), Clock.systemUTC())) {
            upstream.on("tools/call", (request, wire) -> {
                gateway.disk.plan((_, _) -> 0);
                wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
            });
            gateway.ask(Mcp.modernCall("1", "late"));
            gateway.ask(Mcp.modernCall("2", "refused"));
            int owed = gateway.recorder.queued();
            assertTrue(owed > 0);
            gateway.recorder.close();
            assertTrue(
                    logged.lines().contains("entries that could not be written, and are lost: " + owed),
                    logged.lines().toString());
        }
    }

    @Test
    void theTrailNamesTheToolOfATaskAndNotItsWholeId() throws Exception {
        Path audit = Files.createDirectory(folder.resolve("audit"));
        String id = "a-secret-that-is-rather-long";
        try (FakeUpstream upstream = new FakeUpstream();
                Audited gateway = new Audited(audit, before(upstream), Clock.systemUTC())) {
            for (String method : new String[] {"tools/call", "tasks/get"}) {
                String type = method.equals("tools/call") ? "task" : "complete";
                upstream.on(
                        method,
                        (request, wire) -> wire.json(Mcp.result(
                                request.id(), TaskMessages.state(type, "working", "\"taskId\":\"" + id + "\""))));
            }
            gateway.ask(TaskMessages.call("/mcp/up", "echo"));
            gateway.ask(TaskMessages.ask("/mcp/up", "tasks/get", id));
        }
        String trail = LedgerText.in(audit);
        assertTrue(trail.contains("\"method\":\"tasks/get\",\"task\":\"her-long\",\"name\":\"echo\""), trail);
        assertFalse(trail.contains(id), trail);
    }

    @Test
    void theTrailNamesWhatRanByTheServersOwnName() throws Exception {
        Path audit = Files.createDirectory(folder.resolve("audit"));
        try (FakeUpstream upstream = new FakeUpstream();
                Audited gateway = new Audited(
                        audit,
                        GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }\nsearch: true\n"
                                + "profiles: { some: { servers: [up], tools: { up/echo: { name: say } } } }"),
                        Clock.systemUTC())) {
            String found = Mcp.request(
                    "1",
                    "tools/call",
                    Mcp.modernParams(
                            "\"name\":\"call_tool\",\"arguments\":{\"name\":\"up_echo\",\"arguments\":{\"text\":\"x\"}}"));
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modern("/mcp", "tools/call", "call_tool", found))));
            String renamed = Mcp.call("2", "y").replace("\"echo\"", "\"say\"");
            assertEquals(
                    "y", OutcomePathTest.text(gateway.ask(Mcp.modern("/mcp/p/some", "tools/call", "say", renamed))));
        }
        String trail = LedgerText.in(audit);
        for (String entry : List.of(
                "\"route\":\"\",\"server\":\"up\",\"era\":\"modern\",\"method\":\"tools/call\",\"name\":\"echo\",\"exposed\":\"call_tool\"",
                "\"route\":\"p/some\",\"server\":\"up\",\"era\":\"modern\",\"method\":\"tools/call\",\"name\":\"echo\",\"exposed\":\"say\"")) {
            assertTrue(trail.contains(entry), entry + " in " + trail);
        }
    }

    private static boolean isRefused(Audited gateway) {
        try {
            return gateway.ask(Mcp.modernCall("1", "x")).reason().equals("audit.unavailable");
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void aPortThatIsTakenIsAnErrorAndNothingElse() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture first = GatewayFixture.before(upstream)) {
            Settings same =
                    before(upstream).withListen(new dev.sallyport.settings.binding.HostPort("127.0.0.1", first.port()));
            MemoryRecorder recorder = new MemoryRecorder();
            try (Gateway second =
                    new Gateway(new Gateway.Start("b", same, "t", recorder, true, Clock.systemUTC(), Map.of()))) {
                assertThrows(BindException.class, () -> second.listen("", Optional.empty()));
            }
            assertEquals("x", OutcomePathTest.text(first.ask(Mcp.modernCall("1", "x"))));
        }
    }

    @Test
    void aClockThatJumpsStopsNothing() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
        InstantSource source = now::get;
        Path audit = Files.createDirectory(folder.resolve("audit"));
        try (FakeUpstream upstream = new FakeUpstream();
                Audited gateway = new Audited(
                        audit,
                        GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' }, local: { command: "
                                + Children.command("echo") + " } }"),
                        source.withZone(ZoneOffset.UTC))) {
            String session =
                    gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"))).head().value("Mcp-Session-Id");
            for (Duration jump : List.of(Duration.ofDays(400), Duration.ofDays(-900), Duration.ofDays(500))) {
                now.updateAndGet(before -> before.plus(jump));
                assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
                assertEquals("y", OutcomePathTest.text(gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "y")))));
                String local = Mcp.modern("/mcp/local", "tools/call", "echo", Mcp.call("1", "z"));
                assertEquals("z", OutcomePathTest.text(gateway.ask(local)));
            }
        }
    }

    @Test
    void aHomeThatCannotBeMadeIsAnErrorThatNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        IOException refused = assertThrows(IOException.class, () -> Home.open(file.resolve("home")));
        assertTrue(String.valueOf(refused.getMessage()).contains(file.toString()), refused.toString());
    }
}
