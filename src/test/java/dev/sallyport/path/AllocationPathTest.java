package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.AuditSettings;
import dev.sallyport.practice.token.redact.Redaction;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one call over HTTP and its entry may allocate on the threads of the gateway, in bytes, by the eras on both sides and by way of the sum. The
 * budgets are what was measured with JDK 25 and a sixth more, as the moment at which code is compiled moves it by a tenth; times are the
 * business of {@code bench/}.
 */
final class AllocationPathTest {
    private static final int WARM_UP = 6_000;
    private static final int RUNS = 2_000;
    private static final Pattern OURS = Pattern.compile("sallyport-|multiThreadIoEventLoopGroup-");

    /** Who calls whom, and what that may cost. */
    private record Way(boolean modernClient, String server, boolean summed, int bytesMax) {
        String path() {
            return summed ? "/mcp" : "/mcp/" + server;
        }

        String tool() {
            return summed ? server + "_echo" : "echo";
        }

        @Override
        public String toString() {
            return (modernClient ? "modern" : "legacy") + " client, " + server + " server" + (summed ? ", sum" : "");
        }
    }

    private static final Way[] WAYS = {
        new Way(true, "modern", false, 16_600),
        new Way(false, "legacy", false, 16_200),
        new Way(false, "modern", false, 17_700),
        new Way(true, "legacy", false, 19_200),
        new Way(true, "modern", true, 15_900),
        new Way(false, "legacy", true, 21_600),
    };

    @TempDir
    private Path folder;

    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();

    /** The tests look for leaks of every buffer, at ten times the cost of a call. */
    @BeforeEach
    void asInProduction() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterEach
    void asBefore() {
        ResourceLeakDetector.setLevel(usual);
    }

    @Test
    void callsStayInTheirBudgets() throws IOException {
        try (FakeUpstream modern = new FakeUpstream().modernOnly().forgetful();
                FakeUpstream legacy = new FakeUpstream().legacyOnly().forgetful();
                AuditRecorder ledger = ledger();
                GatewayFixture gateway = GatewayFixture.of(
                        "servers: { modern: { url: '" + modern.url() + "' }, legacy: { url: '" + legacy.url()
                                + "' } }\n",
                        _ -> ledger)) {
            for (Way way : WAYS) {
                within(way, gateway);
            }
        }
    }

    private AuditRecorder ledger() throws IOException {
        SecureRandom random = new SecureRandom();
        AuditRecorder.Means means = new AuditRecorder.Means(
                NoteSigner.fresh("sallyport.test", random), KeyedDigest.fresh(random), Redaction::clean);
        return AuditRecorder.open(folder, "gateway", means, AuditSettings.DEFAULT, Clock.systemUTC());
    }

    private static void within(Way way, GatewayFixture gateway) throws IOException {
        String request = way.modernClient() ? modern(way) : legacy(way, gateway);
        try (RawClient client = gateway.client()) {
            for (int i = 0; i < WARM_UP; i++) {
                assertEquals("x", OutcomePathTest.text(client.ask(request)));
            }
            long before = allocated();
            for (int i = 0; i < RUNS; i++) {
                client.ask(request);
            }
            long each = (allocated() - before) / RUNS;
            System.out.println("allocation: " + way + " takes " + each + " bytes of " + way.bytesMax());
            assertTrue(each <= way.bytesMax(), way + " allocates " + each + " bytes, more than " + way.bytesMax());
            assertTrue(each > way.bytesMax() / 3, way + " allocates " + each + " bytes: lower " + way.bytesMax());
        }
    }

    private static String modern(Way way) {
        String call = Mcp.call("7", "x").replace("\"echo\"", "\"" + way.tool() + "\"");
        return Mcp.modern(way.path(), "tools/call", way.tool(), call);
    }

    private static String legacy(Way way, GatewayFixture gateway) throws IOException {
        String session =
                gateway.ask(Mcp.post(way.path(), Mcp.initialize("1"))).head().value("Mcp-Session-Id");
        String[] fields = {"Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25"};
        gateway.ask(Mcp.post(way.path(), Mcp.notification("notifications/initialized", "{}"), fields));
        String call = Mcp.legacyCall("7", "x").replace("\"echo\"", "\"" + way.tool() + "\"");
        return Mcp.post(way.path(), call, fields);
    }

    /** Bytes that the loops and lanes of the gateway have allocated so far; those of the test and its servers are others. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ours = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread ->
                        thread != null && OURS.matcher(thread.getThreadName()).lookingAt())
                .mapToLong(thread -> thread.getThreadId())
                .toArray();
        return Arrays.stream(threads.getThreadAllocatedBytes(ours)).sum();
    }
}
