package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Java;
import dev.sallyport.path.Golden;
import dev.sallyport.sample.SampleServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Policies against a real server, and by themselves. */
final class CheckCommandTest {
    @TempDir
    private Path folder;

    private static String sample() {
        List<String> command = Java.command(SampleServer.class);
        return "servers:\n  sample: { command: " + JsonMapper.shared().writeValueAsString(command) + " }\n";
    }

    private Ran check(String settings, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), settings);
        List<String> words = new ArrayList<>(List.of("check", "-c", file.toString()));
        words.addAll(List.of(arguments));
        return Ran.policy(folder, words.toArray(String[]::new));
    }

    @Test
    void whatAServerDoesNotHaveIsAnErrorWithItsPlace() throws IOException {
        Files.writeString(folder.resolve("more.yaml"), """
                statements:
                  - { id: argument, effect: permit, principal: [local], resource: [sample/echo], when: "arguments.txt == 'x'" }
                  - { id: type, effect: forbid, principal: ["*"], resource: [sample/add], unless: "arguments.a.startsWith('x') || arguments.n == 'x'" }
                  - { id: index, effect: forbid, principal: ["*"], resource: ["sample/*"], when: "arguments['nowhere'] == 1" }
                """);
        Ran ran = check("""
                access:
                  policies: [more.yaml]
                  roles: { r: { members: [local], may: [sampel] } }
                  statements:
                    - { id: server, effect: permit, principal: [local], resource: [sample/echo, smple/echo] }
                    - { id: tool, effect: permit, principal: [local], resource: [sample/ecoh] }
                    - { id: star, effect: permit, principal: [local], resource: ["sample/write_*"] }
                    - { id: prompt, effect: permit, principal: [local], resource: [sample/add], action: [prompts/get] }
                    - { id: any, effect: permit, principal: [local], resource: ["*/eco"] }
                """ + sample());
        Golden.expect("policy/check-errors", ran.out());
        assertEquals(2, ran.code());
    }

    @Test
    void whatAServerHasIsNoError() throws IOException {
        Ran ran = check("""
                access:
                  statements:
                    - { id: tool, effect: permit, principal: [local], resource: [sample/add, "sample/w*", "*/now"], when: "arguments.a > 1 && arguments.a < 2.5" }
                    - { id: prompt, effect: permit, principal: [local], resource: [sample/summarise] }
                    - { id: resource, effect: permit, principal: [local], resource: ["sample/sample://greeting", "sample/sample://greeting/*"] }
                    - { id: server, effect: hold, principal: [local], resource: [sample], action: [sampling/createMessage], when: "arguments.maxTokens > 1" }
                    - { id: whole, effect: forbid, principal: ["*"], resource: [sample/echo], when: "size(arguments.text) > 100" }
                """ + sample());
        assertEquals(
                "DIR/sallyport.yaml: 5 statements, 0 errors, 0 warnings",
                ran.out().strip());
        assertEquals(0, ran.code());
    }

    @Test
    void whatIsOfNoUseOrTooWideIsAWarning() throws IOException {
        String policy = """
                access:
                  roles: { empty: { members: [], may: [files] } }
                  statements:
                    - { id: all, effect: permit, principal: ["*"], resource: ["*"] }
                    - { id: no-writes, effect: forbid, principal: ["*"], resource: ["files/write_*"] }
                    - { id: write-text, effect: permit, principal: [local], resource: ["files/write_text*"] }
                    - { id: wider, effect: permit, principal: [local], resource: ["files/write*"] }
                    - { id: again, effect: forbid, principal: ["*"], resource: ["files/write_*"] }
                    - { id: nobody, effect: permit, principal: ["role:absent"], resource: [files] }
                servers: { files: { command: [sh] } }
                """;
        Ran ran = check(policy, "--offline");
        Golden.expect("policy/check-warnings", ran.out());
        assertEquals(0, ran.code());
        JsonNode json = check(policy, "--offline", "--json").json();
        assertTrue(json.path("valid").asBoolean());
        assertEquals("not asked", json.path("notChecked").path("files").asString());
        assertEquals(5, json.path("warnings").size());
        assertEquals(4, json.path("warnings").path(0).path("line").asInt());
    }

    @Test
    void aServerThatCannotBeAskedIsNamed() throws IOException {
        Ran ran = check("access: {}\nservers: { files: { command: [sh] } }");
        assertTrue(ran.out().contains("the cautious one is in force"), ran.out());
        assertEquals(2, check("access: { statements: [ { id: x } ] }").code());
        Ran gone = check("""
                access: { statements: [ { id: a, effect: permit, principal: [local], resource: [gone/x, sampel] } ] }
                servers:
                  gone: { url: "http://127.0.0.1:1/mcp" }
                """);
        assertTrue(gone.out().contains("not checked against the server gone: upstream.unreachable"), gone.out());
        assertTrue(gone.out().contains("names the server `sampel`"), gone.out());
        assertEquals(2, gone.code());
    }
}
