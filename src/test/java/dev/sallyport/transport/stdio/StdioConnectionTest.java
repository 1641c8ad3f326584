package dev.sallyport.transport.stdio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.transport.child.ChildCommand;
import dev.sallyport.transport.child.ChildLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class StdioConnectionTest {
    @TempDir
    private Path directory;

    @Test
    @Timeout(60)
    void whatComesAfterTheEndIsToldWhetherThereEverWasAServer() throws Exception {
        assertEquals(Reasons.UNREACHABLE, afterTheEnd("no-such-program"));
        assertEquals(Reasons.CONNECTION_LOST, afterTheEnd("true"));
    }

    private Reason afterTheEnd(String program) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        ChildCommand command = new ChildCommand(
                List.of(program), ChildCommand.environment(System.getenv(), Map.of()), directory, ChildLimits.DEFAULT);
        StdioConnection connection = new StdioConnection(
                new StdioUpstream.Server("up", command, StdioUpstream.Sharing.SHARED, 1, Long.MAX_VALUE),
                new AtomicLong(1),
                new AtomicBoolean(),
                new MemoryGate(1 << 20),
                (_, _) -> ended.countDown());
        assertTrue(ended.await(50, TimeUnit.SECONDS));
        return connection.untaken();
    }
}
