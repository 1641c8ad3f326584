package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.Sallyport;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With {@code --json} every command that fails says so in one line of JSON on standard error. */
final class JsonFailureTest {
    private static final String CHILD = "src/test/resources/children/child.py";
    /** Commands that print what is fixed, so that only their command line can be wrong. */
    private static final Set<String> FIXED = Set.of("config schema", "version");

    @TempDir
    private Path folder;

    /** A line of words and how it ends. */
    private record Wrong(int code, String error, List<String> words) {
        Wrong(int code, String error, String... words) {
            this(code, error, List.of(words));
        }
    }

    @Test
    void aWrongCommandLineOfAnyCommand() throws Exception {
        for (String command : commands()) {
            assertFails(command, new Wrong(2, "usage", "--no-such-option"));
        }
        for (String line : List.of("", "config", "runn", "--log-level=loud", "--log-level", "config nothing", "--=")) {
            assertFails(line, new Wrong(2, "usage"));
        }
    }

    /** The commands about what may be done. */
    private static Map<String, List<Wrong>> deciding(String home, String file) {
        Map<String, List<Wrong>> wrongs = new LinkedHashMap<>();
        wrongs.put("approvals list", List.of(new Wrong(3, "no-gateway", "--home", home)));
        for (String command : List.of("approvals show", "approvals approve", "approvals deny")) {
            wrongs.put(
                    command,
                    List.of(
                            new Wrong(2, "usage", "--home", home),
                            new Wrong(3, "no-gateway", "abcdefgh", "--home", home)));
        }
        for (String command : List.of(
                "policy explain", "policy test", "policy check", "policy diff", "policy suggest", "policy schema")) {
            wrongs.put(command, List.of(new Wrong(2, "usage", "--no-such-option")));
        }
        wrongs.put("policy test", List.of(new Wrong(2, "settings", "-c", file)));
        wrongs.put("policy schema", List.of(new Wrong(2, "settings", "-c", file)));
        wrongs.put("policy check", List.of(new Wrong(2, "settings", "-c", file)));
        return wrongs;
    }

    /** The commands about what happened. */
    private static Map<String, List<Wrong>> recorded(String home) {
        Map<String, List<Wrong>> wrongs = new LinkedHashMap<>();
        for (String command : List.of("audit tail", "audit search")) {
            wrongs.put(command, List.of(new Wrong(3, "no-ledger", "--home", home)));
        }
        wrongs.put("audit show", List.of(new Wrong(3, "no-ledger", "x", "--home", home), new Wrong(2, "usage")));
        wrongs.put("audit prove", List.of(new Wrong(3, "no-ledger", "x", "--home", home), new Wrong(2, "usage")));
        wrongs.put("audit export", List.of(new Wrong(3, "no-ledger", "--out", home + "-out", "--home", home)));
        for (String command : List.of("audit hold", "audit release")) {
            wrongs.put(
                    command,
                    List.of(
                            new Wrong(2, "usage", "--home", home),
                            new Wrong(3, "no-home", "--reason", "x", "--home", home)));
        }
        wrongs.put("audit holds", List.of(new Wrong(3, "no-home", "--home", home)));
        for (String command : List.of("audit verify", "audit key")) {
            wrongs.put(command, List.of(new Wrong(3, "no-key", "--home", home)));
        }
        return wrongs;
    }

    @Test
    void aFailureOfEveryCommand() throws Exception {
        String home = folder.resolve("home").toString();
        String file = Files.writeString(folder.resolve("bad.yaml"), "server: {}\nlimits: {body: 1}\n")
                .toString();
        Map<String, List<Wrong>> wrongs = new LinkedHashMap<>();
        wrongs.put(
                "run",
                List.of(
                        new Wrong(2, "settings", "-c", file, "--home", home),
                        new Wrong(2, "settings", "-c", folder.toString(), "--home", home),
                        new Wrong(2, "usage", "--listen", "0.0.0.0:1"),
                        new Wrong(
                                2,
                                "ready-file",
                                "--listen",
                                "127.0.0.1:0",
                                "--home",
                                home,
                                "--ready-file",
                                folder.resolve("no/ready").toString())));
        wrongs.put("wrap", List.of(new Wrong(2, "home", "--home", file, "--", "cat"), new Wrong(2, "usage")));
        wrongs.put("connect", List.of(new Wrong(3, "no-gateway", "--home", home)));
        wrongs.put("demo-idp", List.of(new Wrong(3, "no-source"), new Wrong(2, "usage", "--port", "0")));
        for (String command : List.of("status", "reload", "stop")) {
            wrongs.put(
                    command, List.of(new Wrong(3, "no-gateway", "--home", home), new Wrong(2, "home", "--home", file)));
        }
        for (String command : List.of("trust", "untrust")) {
            wrongs.put(
                    command,
                    List.of(
                            new Wrong(3, "no-gateway", "--home", home, "--pid", "1"),
                            new Wrong(2, "home", "--home", file)));
        }
        wrongs.put("sessions list", List.of(new Wrong(3, "no-gateway", "--home", home)));
        wrongs.put(
                "sessions end",
                List.of(new Wrong(2, "usage", "--home", home), new Wrong(3, "no-gateway", "--all", "--home", home)));
        wrongs.put("signals list", List.of(new Wrong(3, "no-gateway", "--home", home)));
        wrongs.put(
                "signals lift",
                List.of(new Wrong(2, "usage", "--home", home), new Wrong(3, "no-gateway", "--all", "--home", home)));
        wrongs.putAll(deciding(home, file));
        wrongs.putAll(recorded(home + "-none"));
        wrongs.put("doctor", List.of(new Wrong(2, "usage", "--home", home, "extra")));
        wrongs.put("config check", List.of(new Wrong(2, "settings", file), new Wrong(2, "settings", file + "x")));
        wrongs.put("config show", List.of(new Wrong(2, "settings", file)));
        Set<String> covered = new TreeSet<>(wrongs.keySet());
        covered.addAll(FIXED);
        assertEquals(commands(), covered, "every command has a row");
        for (Map.Entry<String, List<Wrong>> command : wrongs.entrySet()) {
            for (Wrong wrong : command.getValue()) {
                assertFails(command.getKey(), wrong);
            }
        }
    }

    @Test
    void aReadyFileThatCannotBeWrittenLeavesNothingRunning() throws Exception {
        String home = folder.resolve("home").toString();
        String ready = folder.resolve("no/ready").toString();
        SallyportProcess.Ended ended = SallyportProcess.run(
                folder, "run", "--listen", "127.0.0.1:0", "--home", home, "--ready-file", ready, "--json", "--", "cat");
        assertFailure(ended.code(), ended.err(), 2, "ready-file");
        try (var instances = Files.list(Path.of(home, "instances"))) {
            assertEquals(0, instances.count());
        }
    }

    @Test
    void everyCommandTellsItsVersionAndItsExitCodes() {
        for (String command : commands()) {
            assertTrue(said(command, "--version").startsWith("sallyport "), command);
            assertTrue(said(command, "--help").contains("Exit codes:"), command);
        }
    }

    private static String said(String command, String option) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Sallyport.execute((command + " " + option).split(" ")));
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theResultOfACheckStaysOnStandardOutput() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "server: {}\n");
        SallyportProcess.Ended ended = SallyportProcess.run(folder, "config", "check", file.toString(), "--json");
        JsonNode result = JsonMapper.shared().readTree(ended.out());
        assertFalse(result.path("valid").asBoolean(true));
        assertEquals(1, result.path("problems").size());
        assertFailure(ended.code(), ended.err(), 2, "settings");
    }

    @Test
    @Timeout(60)
    void theLossOfAWrappedServer() throws Exception {
        String home = PermissiveHome.in(folder).toString();
        Process wrap = SallyportProcess.command(
                        "wrap", "--home", home, "--json", "--log-level=off", "--", "sh", "-c", onceAlive())
                .start();
        try (OutputStream in = wrap.getOutputStream();
                BufferedReader out = wrap.inputReader(StandardCharsets.UTF_8)) {
            for (String line : List.of(
                    "{\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
                    "{\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{}}}",
                    "{\"id\":3,\"method\":\"ping\"}")) {
                String message = line.replace("{\"id\"", "{\"jsonrpc\":\"2.0\",\"id\"") + "\n";
                in.write(message.getBytes(StandardCharsets.UTF_8));
                in.flush();
                out.readLine();
            }
            String err = new String(wrap.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertFailure(wrap.waitFor(), err, 3, "server-gone");
        } finally {
            wrap.destroyForcibly();
        }
    }

    /** A server that ends in a call, and that speaks only the newer era when it is started again. */
    private String onceAlive() {
        Path mark = folder.resolve("mark");
        return "if [ -e " + mark + " ]; then exec python3 " + CHILD + " asks-modern; else touch " + mark
                + "; exec python3 " + CHILD + " exit; fi";
    }

    private static void assertFails(String command, Wrong wrong) {
        List<String> line = new ArrayList<>();
        if (!command.isEmpty()) {
            line.addAll(List.of(command.split(" ")));
        }
        line.add("--json");
        line.addAll(wrong.words());
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = Sallyport.execute(line.toArray(String[]::new));
            assertFailure(code, err.toString(StandardCharsets.UTF_8), wrong.code(), wrong.error());
        } finally {
            System.setErr(before);
        }
    }

    private static void assertFailure(int ended, String err, int code, String error) {
        assertEquals(code, ended, err);
        // a fuzzer that ran before in this process tells of its instrumentation there
        List<String> lines = err.lines()
                .filter(line -> !line.startsWith("INFO: Instrumented"))
                .toList();
        assertEquals(1, lines.size(), err);
        JsonNode failure = JsonMapper.shared().readTree(lines.getFirst());
        assertEquals(Set.of("error", "message", "code"), Set.copyOf(failure.propertyNames()), err);
        assertEquals(error, failure.path("error").asString(), err);
        assertEquals(code, failure.path("code").asInt());
        assertTrue(failure.path("message").asString().length() > 10, err);
    }

    /** Every command that does something itself, with the words that lead to it. */
    private static Set<String> commands() {
        Set<String> commands = new TreeSet<>();
        collect(new CommandLine(new Sallyport()), "", commands);
        assertTrue(commands.size() > 8, commands.toString());
        return commands;
    }

    private static void collect(CommandLine line, String words, Set<String> commands) {
        line.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                commands.add(words + name);
            } else {
                collect(command, words + name + " ", commands);
            }
        });
    }
}
