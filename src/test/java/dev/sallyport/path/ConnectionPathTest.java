package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 at the listener: order, framing, limits, and the shapes by which requests are smuggled. */
final class ConnectionPathTest {
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        gateway = GatewayFixture.before(upstream, "limits: { idle-timeout: 900ms, body: 128KiB, header: 4KiB }");
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            all.append(Mcp.modernCall(String.valueOf(i), "text " + i));
        }
        try (RawClient client = gateway.client()) {
            client.send(all.toString());
            for (int i = 0; i < 8; i++) {
                RawClient.Answer answer = client.read();
                assertEquals(i, answer.json().path("id").asInt());
                assertEquals("text " + i, OutcomePathTest.text(answer));
            }
        }
        assertEquals(8, upstream.received("tools/call").size());
    }

    @Test
    void aPipelinedRequestIsNotStartedBeforeTheAnswer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        upstream.on("tools/call", (request, wire) -> {
            go.await();
            wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
        });
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "a") + Mcp.modernCall("2", "b"));
            upstream.only("tools/call");
            Thread.sleep(100);
            assertEquals(1, upstream.received("tools/call").size());
            go.countDown();
            assertEquals("a", OutcomePathTest.text(client.read()));
            assertEquals("b", OutcomePathTest.text(client.read()));
        }
    }

    @Test
    void tooMuchThatIsPipelinedClosesTheConnection() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        upstream.on("tools/call", (request, wire) -> go.await());
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modernCall("1", "a"));
            upstream.only("tools/call");
            client.send(Mcp.modernCall("2", "b".repeat(100_000)));
            assertTrue(client.isClosedWithin(5_000));
        }
        assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
        go.countDown();
    }

    @Test
    void nothingBehindARefusalWithAnUnreadBodyIsServed() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send(
                    Mcp.post("/mcp/up", Mcp.call("1", "x"), "Authorization: Bearer wrong") + Mcp.modernCall("2", "y"));
            assertEquals(401, client.read().status());
            assertTrue(client.isClosedWithin(5_000));
        }
        Thread.sleep(50);
        assertEquals(List.of(), upstream.received());
        assertEquals(1, gateway.recorder.ended().size());
    }

    @Test
    void aChunkedBodyIsReadLikeAnyOther() throws Exception {
        String body = Mcp.call("1", "chunked é");
        StringBuilder request = new StringBuilder(Mcp.head(
                "POST",
                "/mcp/up",
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: echo",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked"));
        request.append("\r\n");
        for (int i = 0; i < body.length(); i += 7) {
            String part = body.substring(i, Math.min(body.length(), i + 7));
            request.append(Integer.toHexString(part.getBytes(UTF_8).length))
                    .append(";x=y\r\n")
                    .append(part)
                    .append("\r\n");
        }
        request.append("0\r\nTrailer: z\r\n\r\n");
        try (RawClient client = gateway.client()) {
            assertEquals("chunked é", OutcomePathTest.text(client.ask(request.toString())));
            for (byte b : Mcp.modernCall("2", "byte by byte").getBytes(UTF_8)) {
                client.send(new byte[] {b});
            }
            assertEquals("byte by byte", OutcomePathTest.text(client.read()));
        }
    }

    @Test
    void aBodyIsCalledForOnlyWhereTheEnvelopeHasPassed() throws Exception {
        String body = Mcp.call("1", "x");
        String head = Mcp.modernCall("1", "x", "Expect: 100-continue");
        head = head.substring(0, head.length() - body.length());
        try (RawClient client = gateway.client()) {
            client.send(head);
            assertEquals("HTTP/1.1 100 Continue", client.head().first());
            assertEquals("x", OutcomePathTest.text(client.ask(body)));
        }
        try (RawClient client = gateway.client()) {
            assertEquals(401, client.ask(head.replace(Mcp.TOKEN, "wrong")).status());
        }
    }

    @Test
    void whoSendsTooSlowlyIsClosed() throws Exception {
        try (RawClient silent = gateway.client();
                RawClient halfAHead = gateway.client()) {
            halfAHead.send("POST /mcp/up HTTP/1.1\r\nHost: loc");
            assertTrue(silent.isClosedWithin(4_000));
            assertTrue(halfAHead.isClosedWithin(4_000));
        }
        try (PipelineFixture bare = new PipelineFixture(upstream, new PipelineFixture.Parts());
                RawClient drip = bare.client()) {
            String request = Mcp.modernCall("1", "x");
            drip.send(request.substring(0, request.length() - 5));
            RawClient.Answer answer = drip.read();
            assertEquals(408, answer.status());
            assertEquals("validation.body-late", answer.reason());
            assertTrue(drip.isClosedWithin(4_000));
            Await.until("an outcome", () -> bare.recorder.ended().size() == 1);
            assertEquals(
                    Outcome.DENIED, MemoryRecorder.outcome(bare.recorder.ended().getFirst()));
        }
        assertEquals(List.of(), upstream.received());
    }

    @Test
    void whatIsOverALimitIsRefused() throws Exception {
        String large = Mcp.modernCall("1", "x".repeat(200_000));
        try (RawClient client = gateway.client()) {
            RawClient.Answer answer = client.ask(large.substring(0, large.length() - 100_000));
            assertEquals(413, answer.status());
            assertEquals("validation.body-size", answer.reason());
        }
        String chunked = Mcp.head("POST", "/mcp/up", "Content-Type: application/json", "Transfer-Encoding: chunked");
        assertEquals(
                413,
                gateway.ask(chunked + "\r\n30000\r\n" + "x".repeat(0x30000)).status());
        assertEquals(
                431,
                gateway.ask(Mcp.modernCall("1", "x", "X-Long: " + "y".repeat(5_000)))
                        .status());
        assertEquals(
                414,
                gateway.ask("POST /mcp/up?" + "z".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status());
        assertEquals(List.of(), upstream.received());
    }

    /** Each is one request that two programs may read as two, or as another; {@code BODY} stands for a good call. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Content-Length: 4\r\nContent-Length: 5",
                "Content-Length: LENGTH\r\nContent-Length: 4",
                "Content-Length: LENGTH, LENGTH",
                "Content-Length: +LENGTH",
                "Content-Length: -1",
                "Content-Length: 0xff",
                "Content-Length: LENGTH abc",
                "Content-Length: 99999999999999999999",
                "Content-Length : LENGTH",
                "Content-Length\u000b: LENGTH",
                "Content-Length:\r\n LENGTH",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: identity\r\nContent-Length: LENGTH",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer_Encoding: chunked\r\nTransfer-Encoding: cow",
                "X-Nul: a\u0000b\r\nContent-Length: LENGTH",
                ": nothing\r\nContent-Length: LENGTH",
                "no colon at all\r\nContent-Length: LENGTH",
            })
    void anAmbiguousFramingNeverReachesTheServer(String framing) throws Exception {
        String body = Mcp.call("1", "smuggled");
        int length = body.getBytes(UTF_8).length;
        String head = Mcp.head(
                "POST",
                "/mcp/up",
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: echo",
                "Content-Type: application/json",
                framing.replace("LENGTH", String.valueOf(length)));
        for (String content : List.of(
                body,
                "0\r\n\r\n" + Mcp.modernCall("2", "smuggled"),
                Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n")) {
            assertRefused(head + "\r\n" + content, framing);
        }
    }

    @Test
    void nothingBehindARequestWithAnAmbiguousFramingIsTaken() throws Exception {
        String head = Mcp.head("POST", "/mcp/up", "Content-Type: application/json", "Transfer-Encoding: gzip, chunked");
        assertRefused(head + "\r\n0\r\n\r\n" + Mcp.modernCall("2", "smuggled"), head);
    }

    private void assertRefused(String request, String what) throws Exception {
        try (RawClient client = gateway.client()) {
            String all = client.send(request).all();
            assertTrue(all.startsWith("HTTP/1.1 4"), what + ": " + all);
            assertEquals(1, all.split("HTTP/1\\.1 ", -1).length - 1, what + ": " + all);
        } catch (IOException closed) {
            // refused so early that our own writing failed
        }
        assertEquals(List.of(), upstream.received(), what);
        assertTrue(
                gateway.recorder.ended().stream().allMatch(each -> each.outcome() == Outcome.DENIED),
                what + ": " + gateway.recorder.ended());
    }

    @Test
    void aFoldedFieldIsUnfoldedAndStaysHere() throws Exception {
        assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x", "X-A: b\r\n Cookie: c"))));
        assertEquals("", upstream.only("tools/call").head().value("X-A"));
        assertEquals("", upstream.only("tools/call").head().value("Cookie"));
    }

    @Test
    void aBrokenChunkNeverReachesTheServer() throws Exception {
        String body = Mcp.call("1", "x");
        String head = Mcp.head(
                "POST",
                "/mcp/up",
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: echo",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked");
        String hex = Integer.toHexString(body.length());
        List<String> broken = new ArrayList<>();
        for (String size :
                List.of("zz", "-5", "0x" + hex, hex + " x", "", "ffffffffffffffff", "+" + hex, hex + "\u0000")) {
            broken.add(size + "\r\n" + body + "\r\n0\r\n\r\n");
        }
        broken.add(Integer.toHexString(body.length() - 1) + "\r\n" + body + "\r\n0\r\n\r\n");
        for (String chunks : broken) {
            assertRefused(head + "\r\n" + chunks, chunks);
        }
        assertTrue(gateway.recorder.ended().stream()
                .allMatch(each -> each.notes().getLast().reason().code().equals("http-form")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/mcp/up",
                "http://localhost/mcp/up",
                "//mcp/up",
                "/mcp//up",
                "/mcp/up/",
                "/mcp/./up",
                "/x/../mcp/up",
                "/mcp/%75p",
                "/%6dcp/up",
                "/mcp%2fup",
                "/mcp\\up",
                "/mcp/up;x",
                "/mcp/up#x",
                "/MCP/up",
                "/mcp/UP",
                "/mcp/",
                "/mcp/other",
                "/mcp/other/mcp/up",
                "*",
                "mcp/up",
                "localhost:80",
            })
    void onlyTheExactPathLeadsToAServer(String target) throws Exception {
        RawClient.Answer answer = gateway.ask(Mcp.modern(target, "tools/call", "echo", Mcp.call("1", "x")));
        assertTrue(answer.status() == 404 || answer.status() == 400, target + " " + answer.status());
        assertEquals(List.of(), upstream.received(), target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost\r\nHost: localhost",
                "Host: ",
                "Host: localhost.evil.example",
                "Host: evil@localhost.example",
                "X: y",
            })
    void anotherHostIsRefused(String host) throws Exception {
        String request = Mcp.modernCall("1", "x").replace("Host: localhost", host);
        assertEquals(403, gateway.ask(request).status());
        assertEquals(List.of(), upstream.received());
    }

    @Test
    void everyOtherMethodIsRefusedAndTheConnectionStaysInOrder() throws Exception {
        for (String method : List.of("PUT", "PATCH", "TRACE", "CONNECT", "HEAD", "GRÜN", "post")) {
            try (RawClient client = gateway.client()) {
                String all = client.send(Mcp.head(method, "/mcp/up", "Connection: close") + "\r\n")
                        .all();
                assertTrue(all.startsWith("HTTP/1.1 4"), method + ": " + all);
                if (method.equals("HEAD")) {
                    assertTrue(all.endsWith("\r\n\r\n"), all);
                }
            }
        }
        assertEquals(List.of(), upstream.received());
    }

    @Test
    void aConnectionThatAsksForItIsClosedAfterTheAnswer() throws Exception {
        try (RawClient client = gateway.client()) {
            assertEquals("x", OutcomePathTest.text(client.ask(Mcp.modernCall("1", "x", "Connection: close"))));
            assertTrue(client.isClosedWithin(700));
        }
    }
}
