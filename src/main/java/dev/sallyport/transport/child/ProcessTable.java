package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The processes of this machine at one moment, as far as we may see them. On Linux from {@code /proc}; elsewhere from the
 * Java platform, without sessions and markers.
 */
record ProcessTable(long takenNanos, List<Entry> entries) {
    /** The variable whose value marks every process that a child starts, also one that leaves its group and parent. */
    static final String MARKER_NAME = "SALLYPORT_CHILD";

    private static final File PROC = new File("/proc");
    private static final boolean LINUX = new File(PROC, "self/stat").exists();
    private static final int STAT_BYTES_MAX = 4 << 10;
    private static final int ENVIRONMENT_BYTES_MAX = 1 << 20;

    /**
     * One process that still runs.
     *
     * @param start when it started, on a scale of its own; with the id it tells a process from a later one of the same id
     * @param session the id of its session, or 0
     * @param marker the value of {@link #MARKER_NAME} in its environment, or empty
     */
    record Entry(long id, long start, long parent, long group, long session, String marker) {}

    /** The processes of now. */
    static ProcessTable take() {
        long now = System.nanoTime();
        List<Entry> entries = new ArrayList<>();
        if (LINUX) {
            for (String name : Objects.requireNonNullElse(PROC.list(), new String[0])) {
                if (Character.isDigit(name.charAt(0))) {
                    readLinux(name, entries);
                }
            }
        } else {
            ProcessHandle.allProcesses().forEach(process -> entries.add(fromPlatform(process)));
        }
        return new ProcessTable(now, entries);
    }

    /**
     * The processes that belong to a child: those of its session, those that carry its marker, those known before by id and
     * start, and all their descendants.
     *
     * @param known start by id; the child's first process is always among them
     */
    List<Entry> members(long leader, String marker, Map<Long, Long> known) {
        Map<Long, Entry> byId = new HashMap<>();
        entries.forEach(entry -> byId.put(entry.id(), entry));
        Entry first = byId.get(leader);
        // the id was given to a stranger: then so was the session's
        boolean recycled = first != null && !Objects.equals(known.get(leader), first.start());
        Set<Long> ids = new HashSet<>();
        for (Entry entry : entries) {
            if ((!recycled && entry.session() == leader)
                    || entry.marker().equals(marker)
                    || Objects.equals(known.get(entry.id()), entry.start())) {
                ids.add(entry.id());
            }
        }
        return withDescendants(ids, byId);
    }

    /** The processes whose marker begins with {@code prefix}, and all their descendants. */
    List<Entry> marked(String prefix) {
        Map<Long, Entry> byId = new HashMap<>();
        entries.forEach(entry -> byId.put(entry.id(), entry));
        Set<Long> ids = new HashSet<>();
        entries.stream().filter(entry -> entry.marker().startsWith(prefix)).forEach(entry -> ids.add(entry.id()));
        return withDescendants(ids, byId);
    }

    private List<Entry> withDescendants(Set<Long> ids, Map<Long, Entry> byId) {
        boolean grown = !ids.isEmpty();
        while (grown) {
            grown = false;
            for (Entry entry : entries) {
                grown |= ids.contains(entry.parent()) && ids.add(entry.id());
            }
        }
        ids.remove(ProcessHandle.current().pid());
        return ids.stream().map(byId::get).toList();
    }

    /** When the process of this id started, on the scale of {@link Entry#start()}; empty where it has ended. */
    static OptionalLong startOf(long id) {
        List<Entry> entries = new ArrayList<>(1);
        if (LINUX) {
            readLinux(Long.toString(id), entries);
        } else {
            ProcessHandle.of(id).ifPresent(process -> entries.add(fromPlatform(process)));
        }
        return entries.stream().mapToLong(Entry::start).findFirst();
    }

    private static Entry fromPlatform(ProcessHandle process) {
        long parent = process.parent().map(ProcessHandle::pid).orElse(0L);
        long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return new Entry(process.pid(), start, parent, 0, 0, "");
    }

    private static void readLinux(String id, List<Entry> entries) {
        try {
            String stat = read(new File(PROC, id + "/stat"), STAT_BYTES_MAX);
            if (stat.isEmpty()) {
                return;
            }
            // "4711 (any name, with spaces) S parent group session …"; start is the 20th after the name
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return;
            }
            entries.add(new Entry(
                    Long.parseLong(id),
                    Long.parseLong(fields[19]),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    marker(id)));
        } catch (IOException e) {
            // it ended since it was listed
        }
    }

    private static String marker(String id) {
        try {
            String environment = "\0" + read(new File(PROC, id + "/environ"), ENVIRONMENT_BYTES_MAX);
            int at = environment.indexOf("\0" + MARKER_NAME + "=");
            if (at < 0) {
                return "";
            }
            int from = at + MARKER_NAME.length() + 2;
            int to = environment.indexOf('\0', from);
            return environment.substring(from, to < 0 ? environment.length() : to);
        } catch (IOException e) {
            return ""; // another user's: none of ours
        }
    }

    private static String read(File file, int bytesMax) throws IOException {
        try (InputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(bytesMax), ISO_8859_1);
        }
    }
}
