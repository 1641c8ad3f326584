package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.path.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is explained of calls, in every way in which a statement relates to one. */
final class ExplainCommandTest {
    static final String POLICY = """
            servers: { files: { command: [sh] }, git: { command: [sh] } }
            access:
              roles:
                reader: { members: ["group:engineering"], may: [files], hold: ["git/*"] }
              statements:
                - { id: owner, effect: permit, principal: [local], resource: ["*"] }
                - { id: staging, effect: permit, principal: ["user:https://idp.example#ann"], resource: [git], when: "principal.claims.department == ['it']" }
                - id: only-public
                  effect: forbid
                  principal: ["*"]
                  resource: ["files/write_*"]
                  unless: arguments.path.within("/srv/public")
                  advice: write below /srv/public
                - { id: watched, effect: forbid, principal: ["*"], resource: ["git/push"], mode: observe }
                - { id: prompts, effect: permit, principal: [anonymous], resource: [files], action: ["prompts/get"] }
            """;

    @TempDir
    private Path folder;

    private Ran explain(String settings, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), settings);
        List<String> words = new ArrayList<>(List.of("explain", "-c", file.toString()));
        words.addAll(List.of(arguments));
        return Ran.policy(folder, words.toArray(String[]::new));
    }

    private void golden(String name, int code, String... arguments) throws IOException {
        Ran ran = explain(POLICY, arguments);
        Golden.expect("policy/explain-" + name, ran.out());
        assertEquals(code, ran.code());
    }

    @Test
    void everyRelationIsToldInWords() throws IOException {
        golden("allowed", 0, "--tool", "files/write_file", "--arguments", "{\"path\":\"/srv/public/x\"}");
        golden("forbidden", 4, "--tool", "files/write_file", "--arguments", "{\"path\":\"/etc/x\"}");
        golden("failed", 4, "--tool", "files/write_file", "--arguments", "{}");
        golden("depends", 4, "--tool", "files/write_file");
        golden("nothing-permits", 4, "--as", "user:https://idp.example#bob", "--tool", "git/push");
        golden("claim", 0, "--as", "user:https://idp.example#ann", "--claim", "department=it", "--tool", "git/push");
        golden("held", 4, "--as", "group:engineering", "--client", "ide", "--tool", "git/push");
        golden("json", 4, "--as", "group:engineering", "--tool", "files/write_file", "--arguments", "{}", "--json");
    }

    @Test
    void theStatementThatIsSaidToAllowItDoes() throws IOException {
        String[] call = {
            "--as", "user:a`b\u202e${HOME}", "--on", "files/file:///a%20b*`\"${HOME}", "--method", "resources/read"
        };
        Ran denied = explain(
                "access: { statements: [ { id: x, effect: permit, principal: [local], resource: [x] } ] }", call);
        assertEquals(4, denied.code(), denied.out());
        String line = denied.out()
                .lines()
                .filter(text -> text.contains("- {"))
                .findFirst()
                .orElseThrow();
        Ran allowed = explain("access:\n  statements:\n" + line + "\n", call);
        assertEquals(0, allowed.code(), line + "\n" + allowed.out());
        call[3] = "files/file:///a%20b-more`\"${HOME}";
        assertEquals(4, explain("access:\n  statements:\n" + line + "\n", call).code());
    }

    @Test
    void withoutAPolicyTheCautiousOneIsExplained() throws IOException {
        Ran held = explain("access: {}", "--tool", "files/write_file", "--annotations", "{}");
        Golden.expect("policy/explain-cautious", held.out());
        assertEquals(4, held.code());
        assertEquals(
                0,
                explain("access: {}", "--tool", "f/r", "--annotations", "{\"readOnlyHint\":true}")
                        .code());
        assertTrue(explain("access: {}", "--tool", "f/r")
                .out()
                .startsWith("allowed or denied: it depends on what is not known: resource.annotations"));
    }

    @Test
    void whatATokenLacksIsSaidToo() throws IOException {
        String settings = "access: { statements: [ { id: x, effect: permit, principal: ['*'], resource: ['*'] } ] }\n"
                + "scope: { rules: [ { scopes: [base] }, { scopes: [w], resource: ['*/write'] } ], implies: { all: [w, base] } }";
        for (String[] expected : new String[][] {
            {"base", "Scopes: a token needs `base`, `w`, and lacks `w` (scope.insufficient)."},
            {"all", "Scopes: a token needs `base`, `w`, and has it."}
        }) {
            Ran ran = explain(settings, "--as", "user:x#a", "--tool", "files/write", "--scope", expected[0]);
            assertTrue(ran.out().contains(expected[1]), ran.out());
            assertEquals(0, ran.code(), "the code is that of the policy");
        }
        Ran json = explain(settings, "--as", "user:x#a", "--tool", "files/write", "--json");
        assertTrue(json.out().replaceAll("\\s", "").contains("\"missing\":[\"base\",\"w\"]"), json.out());
        assertFalse(explain(settings, "--tool", "files/write").out().contains("Scopes"), "the owner is asked for none");
    }

    @Test
    void aRecordedExchangeIsExplainedByThePolicyOfToday() throws IOException {
        Path home = folder.resolve("home");
        new Recorded()
                .local("git/log")
                .refused("files/write_file", "access.held")
                .user("ann", "engineering", "git/push")
                .in(home);
        String[] of = {"--home", home.toString(), "--exchange", "x-2"};
        Golden.expect("policy/explain-recorded", explain(POLICY, of).out());
        of[3] = "x-3";
        JsonNode json = explain(POLICY, of[0], of[1], of[2], of[3], "--json").json();
        assertEquals("held", json.path("decision").asString(), json.toString());
        assertEquals("allowed", json.path("recorded").path("decision").asString());
        assertEquals("group:engineering", json.path("call").path("as").path(2).asString());
        of[3] = "x-9";
        assertEquals(3, explain(POLICY, of).code());
    }

    @Test
    void whatIsNotAskedRightlyIsSaid() throws IOException {
        assertEquals(2, explain(POLICY).code());
        assertEquals(2, explain(POLICY, "--tool", "a/b", "--exchange", "x").code());
        assertEquals(2, explain(POLICY, "--tool", "a/b", "--as", "somebody").code());
        assertEquals(2, explain(POLICY, "--tool", "a/b", "--arguments", "[1]").code());
        assertEquals(
                2, explain("access: { statements: [ {} ] }", "--tool", "a/b").code());
    }
}
