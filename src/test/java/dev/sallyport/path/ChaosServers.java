package dev.sallyport.path;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Four servers that can be disturbed, over HTTP and standard input and of both eras, and a fifth that is left alone. */
final class ChaosServers implements AutoCloseable {
    /** The last one is left alone. */
    static final List<String> NAMES = List.of("http-legacy", "http-modern", "stdio-legacy", "stdio-modern", "steady");

    private static final List<String> STDIO_FAULTS = List.of("exit", "stall", "garbage", "kill", "kill");

    private final Path folder;
    private final Map<String, ChaosRemote> remotes = new LinkedHashMap<>();

    ChaosServers(Path folder) throws IOException {
        this.folder = folder;
        remotes.put("http-legacy", new ChaosRemote("http-legacy", false));
        remotes.put("http-modern", new ChaosRemote("http-modern", true));
        remotes.put("steady", new ChaosRemote("steady", true));
    }

    /** The settings that name all five. */
    String settings() {
        StringBuilder yaml = new StringBuilder("servers:\n");
        remotes.forEach((name, remote) -> yaml.append("  " + name + ": { url: '" + remote.url() + "' }\n"));
        yaml.append("  stdio-legacy: { command: " + command("legacy") + " }\n");
        yaml.append("  stdio-modern: { command: " + command("modern") + " }\n");
        return yaml.toString();
    }

    private String command(String era) {
        URL script = Objects.requireNonNull(ChaosServers.class.getResource("/children/chaos.py"));
        try {
            return "[python3, '" + Path.of(script.toURI()) + "', " + era + ", '" + log("stdio-" + era) + "']";
        } catch (URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private Path log(String name) {
        return folder.resolve(name);
    }

    private Path fault(String name) {
        return folder.resolve(name + ".fault");
    }

    /** Does something to {@code victim} that {@code random} chooses. */
    void disturb(String victim, Random random) throws IOException, InterruptedException {
        List<String> faults = remotes.containsKey(victim) ? ChaosRemote.FAULTS : STDIO_FAULTS;
        String kind = faults.get(random.nextInt(faults.size()));
        int which = random.nextInt(1 << 20);
        ChaosRemote remote = remotes.get(victim);
        if (remote != null) {
            remote.disturb(kind);
        } else if (kind.equals("kill")) {
            kill(victim, which);
        } else {
            Files.writeString(fault(victim), kind);
        }
    }

    /** True while a fault waits for the next call of a child: one that is not started again yet takes it late. */
    boolean isDue(String name) {
        ChaosRemote remote = remotes.get(name);
        return remote != null ? remote.isDue() : Files.exists(fault(name));
    }

    /** Takes back what was to happen to the next request of each. */
    void heal() throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(fault(name));
        }
        remotes.values().forEach(ChaosRemote::heal);
    }

    /** Ends one of the children of {@code victim} that are alive. */
    private void kill(String victim, int which) {
        List<ProcessHandle> alive = children(victim);
        if (!alive.isEmpty()) {
            alive.get(which % alive.size()).destroyForcibly();
        }
    }

    /** The children of a local server that are alive. */
    List<ProcessHandle> children(String name) {
        Set<Long> ours = ConcurrentHashMap.newKeySet();
        Children.log(log(name), "start ").forEach(line -> ours.add(Long.parseLong(line.substring(6))));
        return ProcessHandle.current()
                .descendants()
                .filter(child -> ours.contains(child.pid()))
                .toList();
    }

    /** How many sessions the remote server of the older era believes to be open. */
    int sessionCount() {
        return remotes.values().stream().mapToInt(ChaosRemote::sessionCount).sum();
    }

    @Override
    public void close() throws IOException {
        for (ChaosRemote remote : remotes.values()) {
            remote.close();
        }
    }
}
