package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.path.Golden;
import dev.sallyport.practice.access.StatementText;
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
                  - { as: [local], call: files/write_file, expect: deny, by: owner }
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
                  - { as: [local], call: files/x, expect: allow, authentication: token }
                  - { as: [local], call: files/x, expect: allow, proof: dpopp }
                  - { as: ["groups:x"], call: files/x, expect: allow }
                """);
        Golden.expect("policy/test-mistakes", ran.out());
        assertEquals(2, ran.code());
        assertEquals(
                "sallyport: DIR/a.tests.yaml:1:59: cases[0].by names the statement `ownr`, which the policy does not have; did"
                        + " you mean `owner`?",
                test("cases: [ { as: [local], call: files/x, expect: allow, by: ownr } ]")
                        .out()
                        .strip());
        assertEquals(2, test(HOLDING, "--min-coverage", "101").code());
        assertEquals(2, test("cases: []").code());
        assertEquals(2, test(HOLDING, folder.resolve("absent.yaml").toString()).code());
    }

    @Test
    void namesAndValuesInChineseAreNamesAndValues() throws IOException {
        Files.writeString(folder.resolve("sallyport.yaml"), """
                access:
                  roles: { researcher: { members: ["group:研究部"], may: ["docs/讀取檔案", "docs/列出*"] } }
                  statements:
                    - { id: public, effect: permit, principal: ["role:researcher"], resource: ["docs/寫入檔案"], when: "arguments['路徑'].within('/資料/公開')" }
                    - { id: secret, effect: forbid, principal: ["*"], resource: [docs], when: "'路徑' in arguments && arguments['路徑'].contains('機密')", advice: "機密文件不可讀取" }
                    - { id: at-night, effect: hold, principal: ["*"], resource: [docs], when: "context.time.getHours('Asia/Hong_Kong') >= 18" }
                """);
        Ran ran = test("""
                cases:
                  - { as: ["group:研究部"], call: docs/讀取檔案, arguments: { 路徑: /資料/公開/一.txt }, time: "2026-11-26T03:00:00Z", expect: allow }
                  - { as: ["group:研究部"], call: docs/列出目錄, time: "2026-11-26T12:00:00Z", expect: hold, by: at-night }
                  - { as: ["group:研究部"], call: docs/讀取檔案, arguments: { 路徑: /資料/機密/一.txt }, time: "2026-11-26T03:00:00Z", expect: deny, by: secret }
                  - { as: ["group:研究部"], call: docs/寫入檔案, arguments: { 路徑: /資料/公開/../私 }, time: "2026-11-26T03:00:00Z", expect: deny }
                  - { as: ["group:會計部"], call: docs/讀取檔案, time: "2026-11-26T03:00:00Z", expect: allow }
                """);
        Golden.expect("policy/test-chinese", ran.out());
        assertEquals(4, ran.code());
    }

    @Test
    void anIdIsDraftedForEachNameInChinese() {
        assertNotEquals(StatementText.id("docs-讀取檔案"), StatementText.id("docs-寫入檔案"));
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
