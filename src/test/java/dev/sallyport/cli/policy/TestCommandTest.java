package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.path.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of cases: what holds, what does not, what was never hit, and every mistake with its place. */
final class TestCommandTest {
    private static final String HOLDING = """
            cases:
              - { as: [local], call: files/write_file, arguments: { path: /srv/public/x }, expect: allow, by: owner }
              - { as: [local], call: files/write_file, arguments: { path: /etc/passwd }, expect: deny, by: only-public }
              - { as: ["group:engineering", "client:ide"], call: git/push, expect: hold, by: role:reader/hold }
              - { as: ["user:https://idp.example#ann"], call: git/push, claims: { department: [it] }, expect: allow }
              - { as: ["group:engineering"], call: files/read_file, arguments: { n: 1.5, deep: [ { x: true } ] }, expect: allow }
              - { as: [anonymous], call: files/summary, method: prompts/get, time: "2026-11-26T08:00:00Z", expect: allow }
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void settings() throws IOException {
        Files.writeString(folder.resolve("sallyport.yaml"), ExplainCommandTest.POLICY);
    }

    private Ran test(String table, String... arguments) throws IOException {
        Files.writeString(folder.resolve("a.tests.yaml"), table);
        List<String> words = new ArrayList<>(
                List.of("test", "-c", folder.resolve("sallyport.yaml").toString()));
        words.addAll(List.of(arguments));
        return Ran.policy(folder, words.toArray(String[]::new));
    }

    @Test
    void casesThatHoldAreCountedWithWhatTheyHit() throws IOException {
        Ran ran = test(HOLDING, "--min-coverage", "100");
        Golden.expect("policy/test-holds", ran.out());
        assertEquals(0, ran.code());
        assertEquals(
                0, test("cases: [ { as: [local], call: x, expect: allow } ]").code());
        Ran low = test("cases: [ { as: [local], call: x, expect: allow } ]", "--min-coverage", "50");
        Golden.expect("policy/test-low", low.out());
        assertEquals(4, low.code());
    }

    @Test
    void aCaseThatFailsSaysWhereAndWhatDecidedInstead() throws IOException {
        String failing = """
                cases:
                  - { as: [local], call: files/write_file, arguments: { path: /etc/x }, expect: allow }
                  - { as: [local], call: files/write_file, expect: deny, by: other }
                  - { as: [anonymous], call: git/push, expect: hold, by: "role:reader/hold" }
                  - { as: [local], call: "git/<&>\\"\\u0001", expect: deny }
                """;
        Path junit = folder.resolve("report.xml");
        Ran ran = test(failing, "--junit", junit.toString());
        Golden.expect("policy/test-fails", ran.out());
        Golden.expect("policy/test-junit", Files.readString(junit).replace(folder.toString(), "DIR"));
        assertEquals(4, ran.code());
        Golden.expect("policy/test-json", test(failing, "--json").out());
    }

    @Test
    void everyMistakeOfATableHasItsPlace() throws IOException {
        Ran ran = test("""
                cases:
                  - { as: [somebody], call: files/x, expect: allow }
                  - { as: [], call: files/x, expect: allow }
                  - { as: [local], call: "Files/x", expect: allow }
                  - { as: [local], call: files/x, expect: maybe }
                  - { as: [local], call: files/x }
                  - { as: [local], call: files/x, expect: allow, argument: {} }
                  - { as: [local], call: files/x, expect: allow, arguments: [1] }
                  - { as: [local], call: files/x, expect: allow, time: yesterday }
                """);
        Golden.expect("policy/test-mistakes", ran.out());
        assertEquals(2, ran.code());
        assertEquals(2, test("cases: []").code());
        assertEquals(2, test(HOLDING, folder.resolve("absent.yaml").toString()).code());
    }

    @Test
    void tablesAreFoundBesideThePolicyFilesToo() throws IOException {
        Path policies = Files.createDirectories(folder.resolve("policies"));
        Files.writeString(
                policies.resolve("files.yaml"),
                "statements: [ { id: only, effect: permit, principal: [local], resource: [files] } ]");
        Files.writeString(
                policies.resolve("files.tests.yaml"),
                "cases: [ { as: [local], call: files/x, expect: allow, by: only } ]");
        Files.writeString(folder.resolve("sallyport.yaml"), "access: { policies: [policies/files.yaml] }");
        Ran ran = Ran.policy(
                folder, "test", "-c", folder.resolve("sallyport.yaml").toString());
        assertTrue(ran.out().startsWith("1 case: 1 hold, 0 do not"), ran.out());
        Files.delete(policies.resolve("files.tests.yaml"));
        Ran none = Ran.policy(
                folder, "test", "-c", folder.resolve("sallyport.yaml").toString());
        assertEquals(2, none.code());
        assertTrue(none.out().contains("there is no test table"), none.out());
    }
}
