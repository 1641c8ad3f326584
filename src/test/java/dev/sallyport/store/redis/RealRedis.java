package dev.sallyport.store.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real redis-server on a port of its own, in a folder of its own, which a test can stop, pause and start again. */
public final class RealRedis implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RealRedis(int port, List<String> options) throws IOException {
        this.folder = Files.createTempDirectory("sallyport-redis");
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /** One that takes {@code options} besides, and keeps nothing unless they say so. */
    public static RealRedis start(String... options) throws IOException {
        return new RealRedis(freePort(), List.of(options));
    }

    /** One that speaks TLS, and asks for no certificate. */
    static RealRedis withTls(Path certificate, Path key, Path ca) throws IOException {
        int port = freePort();
        return new RealRedis(
                port,
                List.of(
                        "--port", "0",
                        "--tls-port", Integer.toString(port),
                        "--tls-cert-file", certificate.toString(),
                        "--tls-key-file", key.toString(),
                        "--tls-ca-cert-file", ca.toString(),
                        "--tls-auth-clients", "no"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        List<String> line = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--dir", folder.toString()));
        line.addAll(List.of("--save", "", "--daemonize", "no"));
        if (!options.contains("--port")) {
            line.addAll(List.of("--port", Integer.toString(port)));
        }
        line.addAll(options);
        Process started = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!listens()) {
            if (!started.isAlive() || System.nanoTime() > until) {
                throw new IOException("redis-server did not start: " + Files.readString(folder.resolve("log")));
            }
            Thread.onSpinWait();
        }
        return started;
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Ends it as a crash does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again at the same port, with what it has kept. */
    public void restart() throws IOException {
        process = launch();
    }

    /** It takes connections and answers nothing. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** It goes on. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** What it answers to one command of plain words, without a password. */
    public List<String> ask(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return lines.lines().toList();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
