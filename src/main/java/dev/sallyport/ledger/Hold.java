package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.protocol.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the ledgers in a folder are under a legal hold, so that nothing of them is pruned: the last line of the file {@code hold}, which keeps
 * every hold and release. A file that cannot be understood is a hold.
 *
 * @param isHeld true while nothing may be pruned
 * @param last the last line, and empty where there never was one
 */
public record Hold(boolean isHeld, String last) {
    private static final String FILE = "hold";
    private static final String TOLD = "hold.told";
    private static final String LOCK = "hold.lock";
    private static final ReentrantLock THREADS = new ReentrantLock();

    /** That of the ledgers in {@code parent}. */
    public static Hold of(Path parent) throws IOException {
        Path file = parent.resolve(FILE);
        if (FolderDisk.isForeign(file)) {
            return new Hold(true, "");
        }
        List<String> lines = lines(file);
        return lines.isEmpty() ? new Hold(Files.exists(file), "") : of(lines.getLast());
    }

    /** Every hold and release over the ledgers in {@code parent}, the latest last; none where the file cannot be read as one. */
    public static List<Hold> all(Path parent) throws IOException {
        Path file = parent.resolve(FILE);
        return FolderDisk.isForeign(file)
                ? List.of()
                : lines(file).stream().map(Hold::of).toList();
    }

    private static List<String> lines(Path file) throws IOException {
        // what is no UTF-8 is a line that cannot be understood
        return Files.exists(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
    }

    private static Hold of(String line) {
        return new Hold(!said(line, "action").equals("release"), line);
    }

    private static String said(String line, String member) {
        try {
            JsonNode read = JsonMapper.shared().readTree(line);
            return read == null ? "" : read.path(member).asString("");
        } catch (JacksonException _) {
            return "";
        }
    }

    /** A member of the last line: {@code time}, {@code action}, {@code by} or {@code reason}; empty where there is none. */
    public String said(String member) {
        return said(last, member);
    }

    /** What is done to files. */
    @FunctionalInterface
    interface Step {
        /** Does it. */
        void run() throws IOException;
    }

    /** Does {@code step} to the ledgers in {@code parent} unless they are under a hold, and none begins meanwhile; false where they are. */
    static boolean unless(Path parent, Step step) throws IOException {
        boolean[] done = {false};
        alone(parent, () -> {
            if (!of(parent).isHeld()) {
                step.run();
                done[0] = true;
            }
        });
        return done[0];
    }

    /** Does {@code step} while no other thread and no other process does one. */
    private static void alone(Path parent, Step step) throws IOException {
        // a process has one lock on a file for all its threads
        THREADS.lock();
        try (FileChannel channel = FileChannel.open(
                        new FolderDisk(parent).file(LOCK),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        FolderDisk.owners());
                FileLock _ = channel.lock()) {
            step.run();
        } finally {
            THREADS.unlock();
        }
    }

    /**
     * Begins a hold over the ledgers in {@code parent}, or ends it; what is in force then. When it returns nothing is deleted any more of what
     * a hold keeps.
     */
    public static Hold set(Path parent, boolean held, Instant now, String by, String reason) throws IOException {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("time", now.toString())
                .put("action", held ? FILE : "release")
                .put("by", by)
                .put("reason", reason);
        alone(parent, () -> add(parent, line.toString()));
        return new Hold(held, line.toString());
    }

    /** Takes what is to be told of holds. */
    public interface Telling {
        /** One began or ended of which nobody has told yet. */
        void told(Hold line);

        /** The file is not what it was when it was told of: all of it is told again. */
        void changed();
    }

    /** Has what is new of the holds over the ledgers in {@code parent} told, each by one process; again where one ends meanwhile. */
    public static void tell(Path parent, Telling telling) throws IOException {
        Path file = parent.resolve(FILE);
        Path told = parent.resolve(TOLD);
        if (FolderDisk.isForeign(file) || FolderDisk.isForeign(told) || !(Files.exists(file) || Files.exists(told))) {
            return;
        }
        alone(parent, () -> {
            List<String> lines = lines(file);
            String before = lines(told).stream().findFirst().orElse("");
            String now = mark(lines);
            if (before.equals(now)) {
                return;
            }
            int known = known(lines, before);
            if (known < 0) {
                telling.changed();
            }
            lines.stream().skip(Math.max(known, 0)).map(Hold::of).forEach(telling::told);
            new FolderDisk(parent).replace(TOLD, (now + "\n").getBytes(StandardCharsets.US_ASCII));
        });
    }

    /** How many of {@code lines} were told when the mark was {@code before}; negative where those were others. */
    private static int known(List<String> lines, String before) {
        if (before.isEmpty()) {
            return 0;
        }
        // the mark begins with their number
        int count = lines.size();
        while (count >= 0 && !before.startsWith(count + " ")) {
            count--;
        }
        return count >= 0 && mark(lines.subList(0, count)).equals(before) ? count : -1;
    }

    private static String mark(List<String> lines) {
        return lines.size() + " " + HexFormat.of().formatHex(Sha256.of(String.join("\n", lines)));
    }

    private static void add(Path parent, String line) throws IOException {
        FolderDisk disk = new FolderDisk(parent);
        Path file = disk.file(FILE);
        // as bytes, for what cannot be understood stays as it is
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        boolean isEnded = before.length == 0 || before[before.length - 1] == '\n';
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before);
        all.writeBytes(((isEnded ? "" : "\n") + line + "\n").getBytes(StandardCharsets.UTF_8));
        disk.replace(FILE, all.toByteArray());
    }
}
