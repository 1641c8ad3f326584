package dev.sallyport;

import dev.sallyport.cli.Sallyport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real program in a process of its own, and an HTTP client for it. */
final class SallyportProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path out;
    private final Path err;
    private final Path ready;
    private String server = "slow";
    private String session = "";

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    private SallyportProcess(Path folder, List<String> jvm, List<String> arguments) throws IOException {
        out = Files.createTempFile(folder, "out", ".txt");
        err = Files.createTempFile(folder, "err", ".txt");
        ready = folder.resolve("ready-" + out.getFileName());
        process = builder(jvm, arguments)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** The program with these arguments, its streams as pipes. */
    static ProcessBuilder command(String... arguments) {
        return builder(List.of(), Arrays.asList(arguments));
    }

    private static ProcessBuilder builder(List<String> jvm, List<String> arguments) {
        List<String> command = Java.command(Main.class, jvm.toArray(String[]::new));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** Runs a command to its end. */
    static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        return runWith(folder, List.of(), arguments);
    }

    /** Runs a command that needs no process of its own, in this one: a second less than {@link #run}. */
    static Ended here(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Sallyport.execute(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Ended(code, out.toString(), err.toString());
    }

    static Ended runWith(Path folder, List<String> jvm, String... arguments) throws IOException, InterruptedException {
        try (SallyportProcess started = new SallyportProcess(folder, jvm, Arrays.asList(arguments))) {
            return started.ended();
        }
    }

    /** A gateway with the stdio fixture as server {@code slow}; more settings may follow. */
    static SallyportProcess gateway(Path folder, Path home, String settings, String... options)
            throws IOException, InterruptedException {
        return gatewayWith(List.of(), folder, home, settings, options);
    }

    /** The same with options of the virtual machine. */
    static SallyportProcess gatewayWith(List<String> jvm, Path folder, Path home, String settings, String... options)
            throws IOException, InterruptedException {
        Path file = folder.resolve("sallyport.yaml");
        Files.writeString(
                file,
                "listen: 127.0.0.1:0\nservers:\n  slow:\n    command: "
                        + JsonMapper.shared().writeValueAsString(StdioFixture.command()) + "\n" + settings);
        List<String> arguments = new ArrayList<>(List.of("run", "-c", file.toString(), "--home", home.toString()));
        arguments.addAll(Arrays.asList(options));
        Path name = Files.createTempFile(folder, "ready", ".json");
        Files.delete(name);
        arguments.addAll(List.of("--ready-file", name.toString()));
        SallyportProcess started = new SallyportProcess(folder, jvm, arguments);
        started.awaitReady(name);
        return started;
    }

    private void awaitReady(Path file) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("it did not start: " + err());
            }
            Thread.sleep(20);
        }
        Files.move(file, ready);
        if (ready().path("caFile").isString()) {
            http.close();
            http = HttpClient.newBuilder()
                    .sslContext(Trust.of(Path.of(ready().path("caFile").asString())))
                    .build();
        }
    }

    JsonNode ready() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(ready));
    }

    Process process() {
        return process;
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    String err() throws IOException {
        return Files.readString(err);
    }

    Ended ended() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not end: " + err());
        }
        return new Ended(process.exitValue(), out(), err());
    }

    /** Speaks to another server than {@code slow} from now on. */
    void use(String other) {
        server = other;
    }

    /** Opens a legacy session. */
    void initialize() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                post(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}"),
                HttpResponse.BodyHandlers.ofString());
        session = answer.headers()
                .firstValue("mcp-session-id")
                .orElseThrow(() -> new IllegalStateException(answer.body()));
        http.send(
                post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A call that takes {@code millis}. */
    HttpRequest sleep(long millis) throws IOException {
        return post(
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"sleep\",\"arguments\":"
                        + "{\"millis\":" + millis + "}}}");
    }

    HttpRequest post(String body) throws IOException {
        return request()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpRequest stream() throws IOException {
        return request().GET().build();
    }

    private HttpRequest.Builder request() throws IOException {
        String token =
                Files.readString(Path.of(ready().path("tokenFile").asString())).strip();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(ready().path("servers").path(server).asString()))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + token);
        return session.isEmpty() ? request : request.header("Mcp-Session-Id", session);
    }

    HttpClient http() {
        return http;
    }

    /** Sends the process a signal. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        http.close();
    }
}
