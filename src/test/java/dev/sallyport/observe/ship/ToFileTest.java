package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Java;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks of one file keep each other's lock, and those of different files have nothing to do with each other. */
final class ToFileTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration A_WHILE = Duration.ofMillis(500);

    @TempDir
    private Path parent = Path.of("");

    private Path file = Path.of("");
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void names() {
        file = parent.resolve("lake.jsonl");
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /** Another process, which has locked the file. */
    private Process holder() throws IOException {
        List<String> command = new ArrayList<>(Java.command(Holder.class));
        command.add(file.toString());
        Process holder = new ProcessBuilder(command).start();
        started.add(holder);
        assertEquals('l', holder.getInputStream().read());
        return holder;
    }

    private static int send(ToFile to, String text) throws IOException {
        return to.send("l", List.of(new Piece(0, "answered", Instant.EPOCH, false, text)));
    }

    /** A thread that sends, and waits for the lock of the file. */
    private Thread waiting(String text) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                assertEquals(0, send(new ToFile(file), text));
            } catch (IOException _) {
                // it was interrupted
            }
        });
        assertFalse(thread.join(A_WHILE));
        return thread;
    }

    @Test
    void oneThatIsClosedTakesTheLockOfNoOther() throws Exception {
        ToFile left = new ToFile(file);
        assertEquals(0, send(left, "left"));
        Process holder = holder();
        Thread waiting = waiting("own");
        Thread closing = Thread.ofPlatform().daemon().start(left::close);
        assertFalse(closing.join(A_WHILE), "closed while another was about to lock the file");
        holder.destroyForcibly();
        assertTrue(waiting.join(SOON));
        assertTrue(closing.join(SOON));
        assertEquals(List.of("left", "own"), Files.readAllLines(file));
    }

    @Test
    void aFileThatAnotherProcessHoldsHoldsUpNoOtherFile() throws Exception {
        Process holder = holder();
        Thread first = waiting("first");
        Thread second = waiting("second");
        Path other = parent.resolve("other.jsonl");
        Thread free = Thread.ofPlatform().daemon().start(() -> {
            try (ToFile to = new ToFile(other)) {
                assertEquals(0, send(to, "free"));
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        assertTrue(free.join(SOON));
        assertEquals(List.of("free"), Files.readAllLines(other));
        second.interrupt();
        assertTrue(second.join(SOON), "it waits for its turn, and ends");
        first.interrupt();
        assertTrue(first.join(SOON), "it waits for the lock, and ends");
        assertTrue(holder.isAlive());
        assertEquals(List.of(), Files.readAllLines(file));
    }

    /** A process that locks a file, says so, and goes on holding it. */
    static final class Holder {
        private Holder() {}

        /** Takes the file as its argument. */
        public static void main(String[] arguments) throws IOException {
            try (FileChannel channel = FileChannel.open(
                            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                System.out.print('l');
                System.out.flush();
                System.in.transferTo(System.out);
            }
        }
    }
}
