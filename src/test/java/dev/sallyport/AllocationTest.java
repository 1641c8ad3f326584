package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one message may allocate on its thread, in bytes; times are the business of {@code bench/}. The budgets are what was
 * measured with JDK 25 and a quarter more.
 */
final class AllocationTest {
    private static final int READ_BYTES_MAX = 6_200;
    private static final int WRITE_BYTES_MAX = 1_850;
    private static final int EXCHANGE_BYTES_MAX = 20_000;

    /** Enough for the compilers, so that what they remove is not counted. */
    private static final int WARM_UP = 20_000;

    private static final int RUNS = 2_000;

    private final OneExchange exchange = new OneExchange(
            JsonMapper.shared().readTree(Path.of("bench/rig/messages.json").toFile()));

    AllocationTest() throws IOException {}

    @Test
    void readingOneCallStaysInItsBudget() {
        JsonReader reader = new JsonReader();
        byte[] call = exchange.call();
        within(READ_BYTES_MAX, "reading " + call.length + " bytes", () -> reader.read(call));
    }

    @Test
    void writingOneCallStaysInItsBudget() {
        JsonWriter writer = new JsonWriter();
        JsonNode tree = ((JsonRead.Value) new JsonReader().read(exchange.call())).root();
        within(WRITE_BYTES_MAX, "writing it", () -> writer.write(tree));
    }

    @Test
    void oneWholeExchangeStaysInItsBudget() {
        within(EXCHANGE_BYTES_MAX, "one exchange", exchange::run);
    }

    @Test
    void theExchangeThatIsMeasuredIsReal() {
        exchange.run();
        String answer = new String(exchange.run(), StandardCharsets.UTF_8);
        String sent = new String(exchange.sent(), StandardCharsets.UTF_8);
        assertTrue(
                answer.startsWith("{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":{\"resultType\":\"complete\""), answer);
        assertTrue(sent.startsWith("{\"jsonrpc\":\"2.0\",\"id\":1000001,\"method\":\"tools/call\""), sent);
        assertEquals(2, sent.split("1000001", -1).length - 1, "request id and progress token are ours");
    }

    private static void within(int bytesMax, String what, Runnable step) {
        for (int i = 0; i < WARM_UP; i++) {
            step.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < RUNS; i++) {
            step.run();
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / RUNS;
        System.out.println("allocation: " + what + " takes " + each + " bytes of " + bytesMax);
        assertTrue(each <= bytesMax, () -> what + " allocates " + each + " bytes, more than " + bytesMax);
        assertTrue(each > bytesMax / 3, () -> what + " allocates " + each + " bytes: lower the budget of " + bytesMax);
    }
}
