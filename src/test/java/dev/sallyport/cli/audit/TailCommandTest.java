package dev.sallyport.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.Sallyport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows the ledgers sees all that comes. */
final class TailCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aLedgerThatBeginsWhileItIsFollowedIsShownToo() throws Exception {
        AuditHome home = new AuditHome(folder.resolve("home"));
        home.write("gateway", AuditHome.answered(1, "a-1", "alice", "files/read_file"));
        Screen screen = new Screen();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Sallyport.execute(
                screen, new PrintWriter(new StringWriter()), "audit", "tail", "-f", "--home", home.folder.toString()));
        screen.await("a-1");
        home.write("wrap", AuditHome.answered(2, "w-1", "local", "notes/add"));
        screen.await("w-1");
        home.write("gateway", AuditHome.answered(3, "a-2", "alice", "files/read_file"));
        screen.await("a-2");
        screen.closed = true;
        assertEquals(0, code.get(10, TimeUnit.SECONDS));
        assertEquals(1, screen.text().split("w-1", -1).length - 1, screen.text());
    }

    /** What is printed, until somebody closes the window. */
    private static final class Screen extends PrintWriter {
        private volatile boolean closed;

        Screen() {
            super(new StringWriter());
        }

        @Override
        public boolean checkError() {
            return closed;
        }

        String text() {
            return out.toString();
        }

        void await(String what) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!text().contains(what) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertTrue(text().contains(what), text());
        }
    }
}
