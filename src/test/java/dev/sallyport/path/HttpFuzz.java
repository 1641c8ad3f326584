package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent to a listener, it answers or closes, says no 5xx but 503, and hands nothing malformed on. */
final class HttpFuzz {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");
    private static final int ROUNDS = 600;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final String YAML = "limits: { idle-timeout: 500ms, body: 16KiB, request-timeout: 5s }";

    private static Stream<Arguments> requests() {
        String call = Mcp.modernCall("1", "x");
        return Stream.of(call, call + call, call.replaceFirst("Content-Length: \\d+", "Transfer-Encoding: chunked"))
                .map(text -> Arguments.of((Object) text.getBytes(ISO_8859_1)));
    }

    @MethodSource("requests")
    @FuzzTest
    void anyBytesAreAnsweredOrClosed(byte[] bytes) throws Exception {
        // a fuzzer takes connections for a finding
        try (SilentCloseable _ = BugDetectors.allowNetworkConnections((host, _) -> LOOPBACK.contains(host));
                FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream, YAML)) {
            statuses(exchange(gateway, bytes));
            check(upstream);
        }
    }

    @Test
    void mutatedRequestsAreAnsweredOrClosed() throws Exception {
        List<byte[]> seeds = new ArrayList<>(BadInput.cases().values());
        seeds.removeIf(seed -> seed.length > 4_000);
        for (String good : List.of(Mcp.modernCall("1", "x"), Mcp.modernCall("1", "a") + Mcp.modernCall("2", "b"))) {
            for (int i = 0; i < 20; i++) {
                seeds.add(good.getBytes(ISO_8859_1));
            }
        }
        Random random = new Random(1945);
        int answered = 0;
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream, YAML)) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] mutant = mutate(seeds.get(random.nextInt(seeds.size())), seeds, random);
                answered += statuses(exchange(gateway, mutant));
                check(upstream);
            }
            assertTrue(answered > ROUNDS / 3, "answered " + answered);
            assertTrue(upstream.received("tools/call").size() > 10);
            assertEquals("fine", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "fine"))));
            Await.until("the end of all connections", () -> gateway.connectionCount() == 0);
            assertTrue(gateway.recorder.ended().stream().allMatch(each -> each.outcome() != null));
        }
    }

    @Test
    void withoutATokenNothingEverReachesTheServer() throws Exception {
        Random random = new Random(1946);
        byte[] seed =
                Mcp.modernCall("1", "x").replace(Mcp.TOKEN, "no-token-at-all").getBytes(ISO_8859_1);
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream, YAML)) {
            for (int i = 0; i < ROUNDS / 3; i++) {
                statuses(exchange(gateway, mutate(seed, List.of(seed), random)));
            }
            assertEquals(List.of(), upstream.received());
        }
    }

    private static byte[] mutate(byte[] seed, List<byte[]> others, Random random) {
        ByteArrayOutputStream mutant = new ByteArrayOutputStream();
        int cut = random.nextInt(seed.length);
        switch (random.nextInt(6)) {
            case 0 -> mutant.writeBytes(flipped(seed, random));
            case 1 -> {
                mutant.write(seed, 0, cut);
                mutant.write(random.nextInt(256));
                mutant.write(seed, cut, seed.length - cut);
            }
            case 2 -> {
                mutant.write(seed, 0, cut);
                mutant.write(
                        seed, Math.min(seed.length, cut + 1 + random.nextInt(4)), Math.max(0, seed.length - cut - 5));
            }
            case 3 -> {
                mutant.write(seed, 0, cut);
                mutant.writeBytes(others.get(random.nextInt(others.size())));
            }
            case 4 -> {
                mutant.writeBytes(seed);
                mutant.writeBytes(flipped(others.get(random.nextInt(others.size())), random));
            }
            default -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                mutant.writeBytes(noise);
                mutant.writeBytes("\r\n\r\n".getBytes(ISO_8859_1));
            }
        }
        return mutant.toByteArray();
    }

    private static byte[] flipped(byte[] seed, Random random) {
        byte[] copy = seed.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    /** What comes back until the gateway closes or has waited a moment for more; the connection is then given up. */
    private static String exchange(GatewayFixture gateway, byte[] bytes) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(12);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                heard.write(b);
            }
        } catch (SocketTimeoutException | SocketException _) {
            // it waits for more, or has closed
        }
        return heard.toString(ISO_8859_1);
    }

    private static int statuses(String heard) {
        List<String> statuses =
                STATUS.matcher(heard).results().map(each -> each.group(1)).toList();
        assertTrue(heard.isEmpty() || heard.startsWith("HTTP/1.1 "), heard);
        assertTrue(statuses.stream().allMatch(each -> each.equals("503") || !each.startsWith("5")), heard);
        return statuses.isEmpty() ? 0 : 1;
    }

    /** All that the server hears is our own: well-formed, and without a field of the client. */
    private static void check(FakeUpstream upstream) {
        for (FakeUpstream.Received received : upstream.received()) {
            String head = received.head().text();
            assertEquals("POST /mcp HTTP/1.1", received.head().first());
            assertFalse(head.contains(Mcp.TOKEN) || head.contains("localhost"), head);
            assertEquals("2.0", received.json().path("jsonrpc").asString());
            assertTrue(received.json().path("id").isMissingNode()
                    || received.json().path("id").isIntegralNumber());
        }
    }
}
