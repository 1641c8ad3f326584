package dev.sallyport.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Four servers that can be disturbed, over HTTP and standard input and of both eras, and a fifth that is left alone. */
final class ChaosServers implements AutoCloseable {
    /** The last one is left alone. */
    static final List<String> NAMES = List.of("http-legacy", "http-modern", "stdio-legacy", "stdio-modern", "steady");

    private static final List<String> HTTP_FAULTS =
            List.of("cut", "stall", "garbage", "error", "wrong-id", "half", "forget", "restart");
    private static final List<String> STDIO_FAULTS = List.of("exit", "stall", "garbage", "kill", "kill");
    private static final long STALL_MILLIS = 2_500;
    private static final long DOWN_MILLIS = 100;

    private final Path folder;
    private final Map<String, Remote> remotes = new HashMap<>();

    /** A server over HTTP; what disturbs it happens to its next request. */
    private static final class Remote {
        private final boolean modern;
        private final Set<String> sessions = ConcurrentHashMap.newKeySet();
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicReference<String> fault = new AtomicReference<>("");
        private FakeUpstream server;

        Remote(boolean modern) throws IOException {
            this.modern = modern;
            server = begin(0);
        }

        private FakeUpstream begin(int port) throws IOException {
            FakeUpstream fresh = new FakeUpstream(port);
            if (modern) {
                fresh.on("server/discover", (request, wire) -> answer(request, wire, FakeUpstream.DISCOVERED));
            } else {
                fresh.legacyOnly();
            }
            fresh.on("initialize", (request, wire) -> {
                if (modern) {
                    wire.status(400, "application/json", FakeUpstream.error(request.id(), -32022, "no"));
                } else if (isWell(request, wire)) {
                    String id = "session-" + opened.incrementAndGet();
                    sessions.add(id);
                    wire.json(Mcp.result(request.id(), FakeUpstream.INITIALIZED), "Mcp-Session-Id: " + id);
                }
            });
            fresh.on("tools/list", (request, wire) -> answer(request, wire, FakeUpstream.TOOLS));
            fresh.on("tools/call", (request, wire) -> answer(request, wire, FakeUpstream.echo(request.json())));
            return fresh;
        }

        private void answer(FakeUpstream.Received request, FakeUpstream.Wire wire, String result)
                throws IOException, InterruptedException {
            if (!modern && !sessions.contains(request.head().value("Mcp-Session-Id"))) {
                wire.status(404, "text/plain", "no such session");
            } else if (isWell(request, wire)) {
                wire.json(Mcp.result(request.id(), result));
            }
        }

        /** False where the request met with the fault of the moment. */
        private boolean isWell(FakeUpstream.Received request, FakeUpstream.Wire wire)
                throws IOException, InterruptedException {
            String now = fault.getAndSet("");
            switch (now) {
                case "cut" -> wire.cut();
                case "garbage" -> wire.json("{\"jsonrpc\": garbage");
                case "error" -> wire.status(500, "text/plain", "no");
                case "wrong-id" -> wire.json(Mcp.result("987654321", FakeUpstream.echo(request.json())));
                case "half" -> {
                    wire.raw("HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"js");
                    wire.cut();
                }
                case "stall" -> {
                    Thread.sleep(STALL_MILLIS);
                    return true;
                }
                default -> {
                    return true;
                }
            }
            return false;
        }

        void disturb(String kind) throws IOException, InterruptedException {
            switch (kind) {
                case "forget" -> sessions.clear();
                case "restart" -> {
                    int port = server.port();
                    server.close();
                    sessions.clear();
                    Thread.sleep(DOWN_MILLIS);
                    server = begin(port);
                }
                default -> fault.set(kind);
            }
        }
    }

    ChaosServers(Path folder) throws IOException {
        this.folder = folder;
        remotes.put("http-legacy", new Remote(false));
        remotes.put("http-modern", new Remote(true));
        remotes.put("steady", new Remote(true));
    }

    /** The settings that name all five. */
    String settings() {
        StringBuilder yaml = new StringBuilder("servers:\n");
        remotes.forEach((name, remote) -> yaml.append("  " + name + ": { url: '" + remote.server.url() + "' }\n"));
        yaml.append("  stdio-legacy: { command: " + Children.command("chaos-legacy", log("stdio-legacy")) + " }\n");
        yaml.append("  stdio-modern: { command: " + Children.command("chaos-modern", log("stdio-modern")) + " }\n");
        return yaml.toString();
    }

    private Path log(String name) {
        return folder.resolve(name);
    }

    /** Does something to {@code victim} that {@code random} chooses. */
    void disturb(String victim, Random random) throws IOException, InterruptedException {
        List<String> faults = remotes.containsKey(victim) ? HTTP_FAULTS : STDIO_FAULTS;
        String kind = faults.get(random.nextInt(faults.size()));
        int which = random.nextInt(1 << 20);
        Remote remote = remotes.get(victim);
        if (remote != null) {
            remote.disturb(kind);
        } else if (kind.equals("kill")) {
            kill(victim, which);
        } else {
            Files.writeString(folder.resolve(victim + ".fault"), kind);
        }
    }

    /** True while a fault waits for the next call of a child: one that is not started again yet takes it late. */
    boolean isDue(String name) {
        Remote remote = remotes.get(name);
        return remote != null ? !remote.fault.get().isEmpty() : Files.exists(folder.resolve(name + ".fault"));
    }

    /** Takes back what was to happen to the next request of each. */
    void heal() throws IOException {
        for (String name : NAMES) {
            Files.deleteIfExists(folder.resolve(name + ".fault"));
        }
        remotes.values().forEach(remote -> remote.fault.set(""));
    }

    /** Ends one of the children of {@code victim} that are alive. */
    private void kill(String victim, int which) {
        Set<Long> ours = ConcurrentHashMap.newKeySet();
        Children.log(log(victim), "start ").forEach(line -> ours.add(Long.parseLong(line.substring(6))));
        List<ProcessHandle> alive = ProcessHandle.current()
                .descendants()
                .filter(child -> ours.contains(child.pid()))
                .toList();
        if (!alive.isEmpty()) {
            alive.get(which % alive.size()).destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        for (Remote remote : remotes.values()) {
            remote.server.close();
        }
    }
}
