package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Each row of {@code docs/bad-input.md}, sent to one gateway that must stay undisturbed by all of them. */
final class BadInputTest {
    private static final Set<String> OWN =
            Set.of("server/discover", "tools/list", "initialize", "notifications/initialized");

    private static FakeUpstream upstream;
    private static GatewayFixture gateway;
    private static String session;

    /** One row of the table. */
    record Row(String name, int status, String code, String reason) {}

    @BeforeAll
    static void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), BadInput.TOOLS)));
        gateway = GatewayFixture.before(upstream, "limits: { body: 64KiB }");
        session = gateway.session();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("docs/bad-input.md"))) {
            if (line.startsWith("| `")) {
                String[] cells = line.split(" *\\| *", -1);
                rows.add(new Row(plain(cells[1]), Integer.parseInt(cells[3]), cells[4], plain(cells[5])));
            }
        }
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    @Test
    void everyCaseHasARowAndEveryRowACase() throws IOException {
        assertEquals(
                List.copyOf(BadInput.cases().keySet()),
                rows().stream().map(Row::name).toList());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isRefusedAsTheTableSaysAndNothingElseIsDisturbed(Row row) throws Exception {
        byte[] request = BadInput.request(row.name());
        int ended = gateway.recorder.ended().size();
        RawClient.Answer answer = send(request);
        assertEquals(row.status(), answer.status(), answer.text());
        assertEquals(row.reason(), answer.reason(), answer.text());
        assertEquals(row.code(), code(answer.json()), answer.text());
        Await.until("one outcome", () -> gateway.recorder.ended().size() == ended + 1);
        assertEquals(
                Outcome.DENIED, MemoryRecorder.outcome(gateway.recorder.ended().getLast()));
        long calls = calls();
        assertEquals("fine", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "fine"))));
        assertEquals("fine", OutcomePathTest.text(gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "fine")))));
        assertEquals(calls + 2, calls());
    }

    /** Sends {@code request} with an open session. */
    private static RawClient.Answer send(byte[] request) throws IOException {
        byte[] whole =
                new String(request, ISO_8859_1).replace("SESSION", session).getBytes(ISO_8859_1);
        try (RawClient client = gateway.client()) {
            return client.send(whole).read();
        }
    }

    private static String code(JsonNode answer) {
        if (answer.path("result").path("isError").asBoolean(false)) {
            return "result";
        }
        return answer.path("error").path("code").toString();
    }

    /** What the server saw but for our own questions and the handshake. */
    private static long calls() {
        return upstream.received().stream()
                .filter(each -> !OWN.contains(each.method()))
                .count();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isAnsweredWithTheseBytes(Row row) throws Exception {
        try (FakeUpstream server = new FakeUpstream()) {
            server.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), BadInput.TOOLS)));
            try (GatewayFixture fresh = GatewayFixture.before(server, "limits: { body: 64KiB }")) {
                String open = row.name().startsWith("legacy")
                                || row.name().matches("unasked.*|result-form|unknown-(legacy|event).*")
                        ? fresh.session()
                        : "";
                byte[] request = BadInput.request(row.name());
                String whole = new String(request, ISO_8859_1).replace("SESSION", open);
                try (RawClient client = fresh.client()) {
                    Http.Head head = client.send(whole.getBytes(ISO_8859_1)).head();
                    String text = new String(client.body(head), UTF_8);
                    assertTrue(text.length() < 2_000);
                    Golden.expect("refusals/" + row.name(), head.text() + "\n" + text + "\n");
                }
            }
        }
    }
}
