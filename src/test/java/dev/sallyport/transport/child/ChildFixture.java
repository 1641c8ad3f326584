package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts real children, and looks that nothing of them is left. */
abstract class ChildFixture {
    static final ChildLimits LIMITS = new ChildLimits(1 << 20, 256 << 10, 1_000_000, 200, 50, Duration.ofMillis(300));

    @TempDir
    Path directory;

    final Heard heard = new Heard();
    final List<Child> started = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        started.forEach(Child::stop);
        String ours = ProcessHandle.current().pid() + ".";
        await(() -> ProcessTable.take().entries().stream()
                .noneMatch(entry -> entry.marker().startsWith(ours)));
        assertNoThreadOfOurs();
    }

    Child start(ChildCommand command, ChildListener listener) {
        Child child = Child.start(command, listener);
        started.add(child);
        return child;
    }

    Child sh(String script) {
        return start(command(List.of("sh", "-c", script), LIMITS), heard);
    }

    static List<String> python(String script) {
        return List.of("python3", "-c", script);
    }

    ChildCommand command(List<String> command, ChildLimits limits) {
        return new ChildCommand(command, ChildCommand.environment(System.getenv(), Map.of()), directory, limits);
    }

    void assertStartFails(String program, Path where, String words) throws Exception {
        Heard nothing = new Heard();
        Child child = start(
                new ChildCommand(List.of(program), ChildCommand.environment(System.getenv(), Map.of()), where, LIMITS),
                nothing);
        ChildEnd.StartFailed end = assertInstanceOf(ChildEnd.StartFailed.class, nothing.end());
        assertTrue(end.message().contains(words), end.message());
        assertFalse(child.send(bytes("{}")));
    }

    static boolean isAlive(long pid) {
        return ProcessTable.take().entries().stream().anyMatch(entry -> entry.id() == pid);
    }

    static void assertDead(long pid) {
        assertFalse(isAlive(pid), "process " + pid + " lives on");
    }

    static void assertNoThreadOfOurs() throws Exception {
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().matches("child-[0-9]+-.*")));
    }

    static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Heard.PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "it never came true");
            Thread.sleep(5);
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
