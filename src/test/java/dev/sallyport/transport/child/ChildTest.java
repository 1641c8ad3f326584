package dev.sallyport.transport.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real children, most of them hostile: how they start, what they say and how much of it is taken. */
@Timeout(120)
final class ChildTest extends ChildFixture {
    @Test
    void linesGoBothWaysAndTheEndIsTheExitStatus() throws Exception {
        Child child = sh("while read -r line; do echo \"{\\\"got\\\":$line}\"; [ \"$line\" = 2 ] && exit 7; done");
        assertTrue(child.send(bytes("1")));
        assertEquals("{\"got\":1}", heard.nextLine());
        assertTrue(child.send(bytes("2")));
        assertEquals(new ChildEnd.Exited(7), heard.end());
        assertEquals(List.of("{\"got\":2}"), heard.allLines());
        assertFalse(child.send(bytes("3")));
    }

    @Test
    void aChildThatClosedItsInputIsDeafAndNotBusy() throws Exception {
        Child child = sh("exec <&-; echo closed; sleep 30");
        assertEquals("closed", heard.nextLine());
        assertFalse(child.isDeaf());
        long until = System.nanoTime() + 10_000_000_000L;
        while (child.send(bytes("1")) && System.nanoTime() < until) {
            Thread.sleep(5);
        }
        assertTrue(child.isDeaf());
    }

    @Test
    void lineEndsAreLfOrCrLfAndEmptyLinesAreNone() throws Exception {
        sh("printf 'a\\r\\n\\n\\r\\nb\\r\\r\\n\\303\\244\\n'");
        assertEquals(List.of("a", "b\r", "ä"), heard.allLines());
    }

    @Test
    void theEnvironmentIsExactlyTheAllowedOne() throws Exception {
        Map<String, String> parent = Map.of(
                "PATH",
                "/usr/bin:/bin",
                "HOME",
                "/h",
                "USER",
                "u",
                "LANG",
                "C",
                "LC_TIME",
                "C",
                "TMPDIR",
                "/t",
                "AWS_SECRET_ACCESS_KEY",
                "s",
                "LD_PRELOAD",
                "x",
                "JAVA_TOOL_OPTIONS",
                "y");
        start(
                new ChildCommand(
                        List.of("env"),
                        ChildCommand.environment(parent, Map.of("API_TOKEN", "t", "HOME", "/own")),
                        directory,
                        LIMITS),
                heard);
        Set<String> lines = new TreeSet<>(heard.allLines());
        assertTrue(lines.removeIf(line -> line.startsWith(ProcessTable.MARKER_NAME + "=")));
        assertEquals(
                Set.of("PATH=/usr/bin:/bin", "HOME=/own", "USER=u", "LANG=C", "LC_TIME=C", "TMPDIR=/t", "API_TOKEN=t"),
                lines);
    }

    @Test
    void whatCannotBeStartedSaysWhatAndWhereAndHow() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "#!/bin/sh\n");
        assertStartFails("no-such-program", directory, "not in PATH (" + System.getenv("PATH") + "); install it");
        assertStartFails("./missing", directory, directory + "/./missing does not exist; mend the path");
        assertStartFails(plain.toString(), directory, "plain may not be executed; make it executable");
        assertStartFails(directory.toString(), directory, "is no file; name a program");
        assertStartFails("sh", directory.resolve("gone"), "gone is no directory; create it");
        assertStartFails("sh\0", directory, "is no possible file name");
    }

    @Test
    void aBadVariableIsNamedWithoutItsValue() throws Exception {
        for (Map<String, String> bad : List.of(Map.of("TOKEN", "s3cret\0"), Map.of("TO=KEN", "s3cret"))) {
            Heard nothing = new Heard();
            Map<String, String> environment = ChildCommand.environment(System.getenv(), bad);
            start(new ChildCommand(List.of("true"), environment, directory, LIMITS), nothing);
            ChildEnd.StartFailed end = assertInstanceOf(ChildEnd.StartFailed.class, nothing.end());
            assertTrue(end.message().endsWith("has an impossible name or a NUL byte in its value"), end.message());
            assertFalse(end.message().contains("s3cret"));
        }
    }

    @Test
    void whatTheSystemRefusesIsToldInItsWords() throws Exception {
        start(command(List.of("true", "x".repeat(3 << 20)), LIMITS), heard);
        ChildEnd.StartFailed end = assertInstanceOf(ChildEnd.StartFailed.class, heard.end());
        assertTrue(end.message().contains("Argument list too long"), end.message());
    }

    @Test
    void stopAtAnyMomentOfTheStartEndsIt() throws Exception {
        for (int i = 0; i < 30; i++) {
            Heard one = new Heard();
            Child child = start(command(List.of("cat"), LIMITS), one);
            LockSupport.parkNanos(i * 100_000L);
            child.stop();
            assertEquals(new ChildEnd.Stopped(), one.end());
            assertEquals(1, one.ends.get());
        }
    }

    @Test
    void aStormOfForksIntoSessionsOfTheirOwnIsEnded() throws Exception {
        Child child = sh("i=0; while [ $i -lt 300 ]; do setsid sh -c 'sleep 600 & sleep 600' & i=$((i+1));"
                + " [ $i = 100 ] && echo storm; done; wait");
        assertEquals("storm", heard.nextLine());
        child.stop();
        assertEquals(new ChildEnd.Stopped(), heard.end());
    }

    @Test
    void aPathWithASlashIsSeenFromTheWorkingDirectory() throws Exception {
        Path script = Files.writeString(directory.resolve("server"), "#!/bin/sh\npwd\n");
        assertTrue(script.toFile().setExecutable(true));
        start(command(List.of("./server"), LIMITS), heard);
        assertEquals(List.of(directory.toRealPath().toString()), heard.allLines());
    }

    @Test
    void aLineThatNeverEndsEndsTheChild() throws Exception {
        sh("while :; do printf aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done | cat");
        assertEquals(new ChildEnd.LineTooLong(LIMITS.lineBytesMax()), heard.end());
        assertTrue(heard.lines.isEmpty());
    }

    @Test
    void aLineOfTheLimitPassesAndOneByteMoreDoesNot() throws Exception {
        ChildLimits limits = new ChildLimits(1000, 1000, 1000, 200, 50, Duration.ofMillis(300));
        start(command(List.of("sh", "-c", "printf '%01000d\\r\\n%01001d\\nx\\n' 1 2; sleep 600"), limits), heard);
        assertEquals(new ChildEnd.LineTooLong(1000), heard.end());
        assertEquals(1000, heard.nextLine().length());
        assertTrue(heard.lines.isEmpty());
    }

    @Test
    void aNulByteEndsTheChild() throws Exception {
        sh("printf '{}\\n{\"a\\000\":1}\\n'; sleep 600");
        assertEquals(new ChildEnd.NulByte(), heard.end());
        assertEquals(List.of("{}"), heard.allLines());
    }

    @Test
    void garbageIsHandedOverAsItIs() throws Exception {
        sh("printf '\\377\\376\\001 not json\\n'; exit 0");
        assertEquals(List.of("\ufffd\ufffd\u0001 not json"), heard.allLines());
    }

    @Test
    void aChildThatExitsAtOnceOrInTheMiddleOfALineTellsItsStatus() throws Exception {
        sh("echo whole; printf half; exit 3");
        assertEquals(new ChildEnd.Exited(3), heard.end());
        assertEquals(List.of("whole"), heard.allLines());
        Heard other = new Heard();
        start(command(List.of("false"), LIMITS), other);
        assertEquals(new ChildEnd.Exited(1), other.end());
        assertEquals(1, other.ends.get());
    }

    @Test
    void aFloodWaitsForTheListener() throws Exception {
        Path count = directory.resolve("count");
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger lines = new AtomicInteger();
        Heard flood = new Heard();
        Child child = start(
                command(
                        python("import sys\nline = '{\"n\":1}\\n' * 1000\nn = 0\n"
                                + "while True:\n sys.stdout.write(line); sys.stdout.flush(); n += 1\n"
                                + " open('" + count + "', 'w').write(str(n))"),
                        LIMITS),
                new ChildListener() {
                    @Override
                    public void line(byte[] json) {
                        lines.incrementAndGet();
                        first.countDown();
                    }

                    @Override
                    public void stderr(String line) {}

                    @Override
                    public void ended(ChildEnd end) {
                        flood.ended(end);
                    }
                });
        assertTrue(first.await(Heard.PATIENCE_SECONDS, TimeUnit.SECONDS));
        child.pauseReading();
        await(() -> Files.exists(count));
        // the pipe fills up, then the child stands still: two equal looks, some time apart
        await(() -> {
            int before = lines.get();
            String wrote = Files.readString(count);
            Thread.sleep(200);
            return lines.get() == before && Files.readString(count).equals(wrote);
        });
        int held = lines.get();
        child.resumeReading();
        await(() -> lines.get() > held + 10_000);
        child.stop();
        assertEquals(new ChildEnd.Stopped(), flood.end());
    }

    @Test
    void aFloodIsReadNoFasterThanThePace() throws Exception {
        ChildLimits limits = new ChildLimits(1 << 20, 1 << 20, 20_000, 200, 50, Duration.ofMillis(100));
        long started = System.nanoTime();
        Child child = start(command(List.of("yes", "{}"), limits), heard);
        await(() -> heard.lines.size() > 60_000);
        long millis = (System.nanoTime() - started) / 1_000_000;
        child.stop();
        heard.end();
        // 20,000 at once, the rest in its time, less the last chunk
        assertTrue(millis > 1_500, "60,000 lines in " + millis + " ms");
    }

    @Test
    void aChildThatNeverReadsIsRefusedMoreAndBlocksNobody() throws Exception {
        Child child = sh("echo ready; sleep 600");
        assertEquals("ready", heard.nextLine());
        byte[] line = bytes("x".repeat(10_000));
        int taken = 0;
        while (child.send(line)) {
            taken++;
        }
        assertTrue(taken >= 20 && taken < 60, taken + " lines");
        assertFalse(child.send(bytes("x".repeat(LIMITS.outboxBytesMax()))));
        child.stop();
        assertEquals(new ChildEnd.Stopped(), heard.end());
        assertNoThreadOfOurs();
    }

    @Test
    void twoMessagesInOneLineAreABug() throws Exception {
        Child child = sh("cat");
        assertThrows(IllegalArgumentException.class, () -> child.send(bytes("{}\n{}")));
        assertThrows(IllegalArgumentException.class, () -> child.send(bytes("{\0}")));
        assertThrows(IllegalArgumentException.class, () -> child.send(bytes("")));
        child.stop();
        heard.end();
    }

    @Test
    void whatWasSentBeforeStopIsStillWritten() throws Exception {
        Path copy = directory.resolve("copy");
        Child child = sh("echo '{}'; cat > " + copy);
        heard.lines.take();
        for (int i = 0; i < 20; i++) {
            assertTrue(child.send(bytes("{\"line\":" + i + "}")));
        }
        child.stop();
        child.stop();
        assertEquals(new ChildEnd.Stopped(), heard.end());
        assertEquals(20, Files.readAllLines(copy).size());
        assertEquals(1, heard.ends.get());
    }
}
