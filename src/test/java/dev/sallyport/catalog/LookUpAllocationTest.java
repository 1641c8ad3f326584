package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Looking up who answers happens for every message and allocates nothing. */
final class LookUpAllocationTest {
    private static final int RUNS = 10_000;

    private int found;

    @Test
    void lookingUpAllocatesNothing() {
        Map<Kind, List<String>> names = Map.of(
                Kind.TOOL, List.of("x", "y"),
                Kind.PROMPT, List.of("p"),
                Kind.RESOURCE, List.of("file:///x"),
                Kind.TEMPLATE, List.of("db://{a}/{b}"));
        Exposure exposure =
                Exposure.of(View.sum(List.of("a")), Map.of("a", Offers.known(names, "{}", "")), Exposure.NONE);
        lookUp(exposure);
        found = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        lookUp(exposure);
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / RUNS;
        assertEquals(0, each);
        assertEquals(5 * RUNS, found);
    }

    private void lookUp(Exposure exposure) {
        for (int i = 0; i < RUNS; i++) {
            found += exposure.tool("a_y").isNone() ? 0 : 1;
            found += exposure.tool("a_z").isNone() ? 1 : 0;
            found += exposure.prompt("a_p").isNone() ? 0 : 1;
            found += exposure.resource("file:///x").isNone() ? 0 : 1;
            found += exposure.resource("db://1/2").isNone() ? 0 : 1;
        }
    }
}
