package dev.sallyport.transport.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How real children end, with all that they started, whatever they do to live on. */
@Timeout(120)
final class ChildEndTest extends ChildFixture {
    @Test
    void aChildThatIgnoresEveryRequestIsKilled() throws Exception {
        Child child = sh("trap '' TERM INT HUP; echo $$; while :; do sleep 600; done");
        long pid = Long.parseLong(heard.nextLine());
        child.stop();
        assertEquals(new ChildEnd.Stopped(), heard.end());
        assertDead(pid);
    }

    @Test
    void aChildThatEndsOnSigtermMayTidyUp() throws Exception {
        Path note = directory.resolve("note");
        Child child = sh("trap 'echo bye > " + note + "; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        assertEquals("up", heard.nextLine());
        child.stop();
        heard.end();
        assertEquals("bye\n", Files.readString(note));
    }

    @Test
    void aChildThatClosesItsOutputAndLivesOnIsEnded() throws Exception {
        sh("echo $$; exec >&-; trap '' TERM; while :; do sleep 600; done");
        long pid = Long.parseLong(heard.nextLine());
        assertEquals(new ChildEnd.OutputClosed(), heard.end());
        assertDead(pid);
    }

    @Test
    void grandchildrenDoNotOutliveAChildThatIsStopped() throws Exception {
        Family family = family("wait");
        family.child().stop();
        assertEquals(new ChildEnd.Stopped(), heard.end());
        family.pids().forEach(ChildTest::assertDead);
    }

    @Test
    void orphansDoNotOutliveAChildThatExits() throws Exception {
        Family family = family("exit 5");
        assertEquals(new ChildEnd.Exited(5), heard.end());
        family.pids().forEach(ChildTest::assertDead);
    }

    @Test
    void orphansDoNotOutliveAChildThatBreaksTheRules() throws Exception {
        Family family = family("head -c 3000000 /dev/zero | tr '\\000' a; sleep 600");
        assertInstanceOf(ChildEnd.LineTooLong.class, heard.end());
        family.pids().forEach(ChildTest::assertDead);
    }

    private record Family(Child child, List<Long> pids) {}

    /** A family that ignores SIGTERM: in the group, in a group of its own, in a session, and two daemons. */
    private Family family(String last) throws Exception {
        String sleeper = "sh -c \"trap '' TERM HUP; echo \\$\\$; while :; do sleep 600; done\"";
        Child child = sh("set -m\n" + sleeper + " &\n" + "setsid " + sleeper + " &\n" + "(setsid " + sleeper + " &) &\n"
                + "(setsid sh -c \"(" + sleeper.replace("\\", "\\\\\\").replace("\"", "\\\"") + ") &\" &)\n"
                + "(" + sleeper + " &)\n" + "read -r go\n" + last);
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pids.add(Long.parseLong(heard.nextLine()));
        }
        pids.forEach(pid -> assertTrue(isAlive(pid), "process " + pid));
        assertTrue(child.send(bytes("go")));
        return new Family(child, pids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2>/dev/null 0</dev/null", ">/dev/null 0</dev/null", ">/dev/null 2>/dev/null"})
    void aDaemonThatHidesIsFoundByThePipeItHolds(String elsewhere) throws Exception {
        // no marker, another session, another parent
        Path daemon = Files.writeString(directory.resolve("daemon"), "echo $$; exec sleep 600 " + elsewhere + "\n");
        Child child = sh("exec 3<&0; env -i /usr/bin/setsid /bin/sh -c '/bin/sh " + daemon
                + " <&3 3<&- &'; while [ ! -e go ]; do sleep 0.05; done");
        long pid = Long.parseLong(heard.nextLine());
        while (child.send(bytes("x".repeat(10_000)))) {
            Thread.onSpinWait();
        }
        Files.writeString(directory.resolve("go"), "");
        assertEquals(new ChildEnd.Exited(0), heard.end());
        assertNoThreadOfOurs();
        assertDead(pid);
        assertEquals(1, heard.ends.get());
    }

    @Test
    void standardErrorIsCutCleanedAndCounted() throws Exception {
        sh("printf '\\033[31mred\\033[0m\\tx\\342\\200\\256y\\r\\n' >&2; printf '%0500d\\n' 1 >&2;"
                + " i=0; while [ $i -lt 500 ]; do echo line $i >&2; i=$((i+1)); done; printf 'end' >&2");
        assertEquals(new ChildEnd.Exited(0), heard.end());
        List<String> errors = new ArrayList<>(heard.errors);
        assertEquals("[31mred[0m xy", errors.get(0));
        assertEquals(201, errors.get(1).length());
        assertTrue(errors.get(1).endsWith("…"));
        assertEquals(51, errors.size());
        assertEquals("453 more lines were not logged", errors.getLast());
    }

    @Test
    void anEndlessStderrNeitherBlocksTheChildNorFillsTheHeap() throws Exception {
        sh("head -c 50000000 /dev/zero >&2; echo done");
        assertEquals(new ChildEnd.Exited(0), heard.end());
        assertEquals(List.of("done"), heard.allLines());
    }

    @Test
    void aListenerThatThrowsEndsTheChild() throws Exception {
        Heard deaf = new Heard();
        start(command(List.of("sh", "-c", "echo $$; echo more; sleep 600"), LIMITS), new ChildListener() {
            @Override
            public void line(byte[] json) {
                throw new IllegalStateException("a bug in the listener, planted by this test");
            }

            @Override
            public void stderr(String line) {}

            @Override
            public void ended(ChildEnd end) {
                deaf.ended(end);
            }
        });
        assertEquals(new ChildEnd.ReadFailed(), deaf.end());
    }

    @Test
    @Timeout(60)
    void threeHundredSilentChildrenLeaveVirtualThreadsAlone() throws Exception {
        CountDownLatch ended = new CountDownLatch(300);
        CountDownLatch up = new CountDownLatch(300);
        ChildListener listener = new ChildListener() {
            @Override
            public void line(byte[] json) {
                up.countDown();
            }

            @Override
            public void stderr(String line) {}

            @Override
            public void ended(ChildEnd end) {
                ended.countDown();
            }
        };
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Child child = start(command(List.of("cat"), LIMITS), listener);
            children.add(child);
            child.send(bytes("{}"));
        }
        assertTrue(up.await(Heard.PATIENCE_SECONDS, TimeUnit.SECONDS));
        CountDownLatch ran = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            Thread.ofVirtual().start(ran::countDown);
        }
        assertTrue(ran.await(5, TimeUnit.SECONDS), "virtual threads stand still");
        children.forEach(Child::stop);
        assertTrue(ended.await(Heard.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertNoThreadOfOurs();
    }
}
