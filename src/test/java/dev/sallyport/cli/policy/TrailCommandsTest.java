package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.policy.trail.RecordedCall;
import dev.sallyport.cli.policy.trail.Trail;
import dev.sallyport.path.Golden;
import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.settings.binding.BoundFile;
import dev.sallyport.settings.binding.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is drafted from an audit trail, and compared with it. */
final class TrailCommandsTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void trail() throws IOException {
        home = folder.resolve("home");
        Files.writeString(folder.resolve("sallyport.yaml"), ExplainCommandTest.POLICY);
        new Recorded()
                .local("files/read_file")
                .local("files/read_file")
                .local("files/write_file")
                .local("git/log")
                .user("ann", "engineering", "git/log")
                .user("ann", "engineering", "files/read_file")
                .user("bob", "engineering", "files/read_file")
                .user("bob", "engineering", "files/odd*`\"name${HOME}\u202e")
                .refused("files/move_file", "access.held")
                .refused("git/push", "access.not-permitted")
                .refused("git/push", "validation.schema")
                .in(home);
    }

    private Ran run(String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(command));
        if (!List.of(arguments).contains("--home")) {
            words.addAll(List.of("--home", home.toString()));
        }
        words.addAll(List.of("--since", "2026-11-01T00:00:00Z"));
        if (command.equals("suggest")) {
            words.addAll(List.of("-c", folder.resolve("sallyport.yaml").toString()));
        }
        words.addAll(List.of(arguments));
        return Ran.policy(folder, words.toArray(String[]::new));
    }

    @Test
    void theDraftPermitsWhatWasUsedAndNothingElse() throws IOException {
        Ran ran = run("suggest");
        Golden.expect("policy/suggest", ran.out());
        assertEquals(0, ran.code());
        AccessRules drafted = loaded(ran.out());
        List<RecordedCall> calls = new ArrayList<>();
        new Trail(home).calls(Instant.EPOCH, calls::add);
        assertEquals(11, calls.size());
        for (RecordedCall call : calls) {
            Outcome outcome = drafted.decide(call.call()).outcome();
            boolean mayBeOfAnother = call.call().name().equals("push") && call.decided() == Outcome.ALLOW;
            assertEquals(
                    call.passed() ? Outcome.ALLOW : Outcome.DENY,
                    mayBeOfAnother ? Outcome.DENY : outcome,
                    call.toString());
        }
        assertEquals(Outcome.DENY, decide(drafted, calls.get(6), "git/log"));
        assertEquals(Outcome.DENY, decide(drafted, calls.get(7), "files/odd-other`\"name${HOME}\u202e"));
        assertEquals(Outcome.DENY, decide(drafted, calls.get(0), "files/write"));
    }

    private static Outcome decide(AccessRules rules, RecordedCall by, String tool) throws IOException {
        String[] on = tool.split("/", 2);
        var call = by.call();
        return rules.decide(new dev.sallyport.practice.access.DescribedCall(
                        call.principals(),
                        call.action(),
                        on[0],
                        on[1],
                        call.arguments(),
                        call.annotations(),
                        call.changed(),
                        call.vouched(),
                        call.time(),
                        call.peer(),
                        call.risk()))
                .outcome();
    }

    private AccessRules loaded(String policy) throws IOException {
        Path file = Files.writeString(folder.resolve("drafted.yaml"), policy);
        BoundFile<PolicyFile> read = BoundFile.read(PolicyFile.class, file, Environment.SYSTEM);
        assertEquals(List.of(), read.problems());
        return AccessRules.of(
                AccessSettings.DEFAULT.withStatements(read.value().orElseThrow().statements()));
    }

    @Test
    void whatIsCommentedOutIsAPolicyToo() throws IOException {
        String all = run("suggest")
                .out()
                .lines()
                .map(line -> line.startsWith("#  - ") ? line.substring(1) : line)
                .reduce("", (a, b) -> a + b + "\n");
        loaded(all);
    }

    @Test
    void whatIsWiderIsAskedFor() throws IOException {
        Ran ran = run("suggest", "--group-by", "server", "--by", "group");
        Golden.expect("policy/suggest-wide", ran.out());
        loaded(ran.out());
        Golden.expect("policy/suggest-json", run("suggest", "--json").out());
    }

    @Test
    void everyChangedDecisionIsListedAndWhatDependsApart() throws IOException {
        Path candidate = Files.writeString(folder.resolve("candidate.yaml"), """
                statements:
                  - { id: read, effect: permit, principal: [local, "group:engineering"], resource: ["files/read_*"] }
                  - { id: push, effect: permit, principal: [local], resource: [git/push] }
                  - { id: write, effect: permit, principal: [local], resource: [files/write_file], when: "arguments.path.within('/srv')" }
                  - { id: ask, effect: hold, principal: ["group:engineering"], resource: [git] }
                """);
        Ran ran = run("diff", candidate.toString());
        Golden.expect("policy/diff", ran.out());
        assertEquals(0, ran.code());
        Golden.expect(
                "policy/diff-json", run("diff", candidate.toString(), "--json").out());
        JsonNode whole = run("diff", folder.resolve("sallyport.yaml").toString(), "--json")
                .json();
        assertEquals(11, whole.path("calls").asInt());
        assertTrue(whole.path("depends").toString().contains("write_file"), whole.toString());
        assertEquals(2, run("diff", folder.resolve("absent.yaml").toString()).code());
    }

    @Test
    void onlyWhatThePolicySaidOfTheCallItselfCounts() {
        String call =
                "{'time':'2026-11-01T10:00:00Z','server':'s','name':'t','method':'tools/call','principal':'local','event':'%s',"
                        + "'policy':{'version':'v','decision':'%s'},'verdicts':[{'verdict':'%s','reason':'access.held'}]}";
        assertEquals("[t HOLD false]", said(call.formatted("denied", "hold", "deny")));
        assertEquals("[t HOLD true]", said(call.formatted("answered", "hold", "observe")));
        assertEquals("[t HOLD true]", said(call.formatted("answered", "hold", "approved")));
        assertEquals("[t ALLOW true]", said(call.formatted("answered", "allow", "deny")));
        String sound = call.formatted("answered", "allow", "deny");
        assertEquals("[]", said(sound.replace("tools/call", "stream/open")));
        assertEquals("[]", said(sound.replace("tools/call", "tools/list")));
        assertEquals("[]", said(sound.replace("'policy':{'version':'v','decision':'allow'},", "")));
        assertEquals("[]", said(sound.replace("2026-11", "x")));
    }

    @Test
    void whatAServerAskedIsAUseOfItsOwn() {
        String asking =
                "{'time':'2026-11-01T10:00:00Z','server':'s','name':'t','method':'tools/call','principal':'local',"
                        + "'event':'answered','policy':{'version':'v','decision':'allow'},'asked':["
                        + "{'method':'elicitation/create','decision':'allow','statement':'a'},"
                        + "{'method':'sampling/createMessage','decision':'hold'}]%s}";
        assertEquals("[t ALLOW true,  ALLOW true,  HOLD false]", said(asking.formatted("")));
        assertEquals(
                "[t ALLOW true,  ALLOW true,  HOLD true]",
                said(asking.formatted(",'verdicts':[{'verdict':'observe','reason':'access.held'}]")));
        assertEquals(
                "[ ALLOW true,  HOLD false]",
                said(asking.formatted("").replace("tools/call", "stream/open").replace("'name':'t',", "")));
    }

    @Test
    void whatAServerAskedIsDraftedAndWhatItMayNotIsACommentToo() throws IOException {
        Path asking = folder.resolve("asking");
        new Recorded()
                .local("chat/ask")
                .asked("elicitation/create", "allow")
                .asked("sampling/createMessage", "hold")
                .asked("roots/list", "deny")
                .in(asking);
        Ran ran = run("suggest", "--home", asking.toString());
        Golden.expect("policy/suggest-asked", ran.out());
        loaded(ran.out());
    }

    @Test
    void claimsAndStrengthOfTheTrailDecideAndOthersDepend() throws IOException {
        Path strong = folder.resolve("strong");
        new Recorded()
                .user("ann", "engineering", "git/push")
                .vouched(
                        "{'authentication':'signed-token','proof':'dpop','scopes':['git:write']}",
                        "{'acr':['gold'],'team':null}")
                .user("bob", "engineering", "git/push")
                .vouched("{'authentication':'signed-token'}", "{'acr':['silver'],'team':[{'sha256':'00'}]}")
                .in(strong);
        for (String[] row : new String[][] {
            {"'gold' in principal.claims.acr", "1 0"},
            {"principal.proof == 'dpop'", "1 0"},
            {"principal.authentication == 'signed-token'", "0 0"},
            {"'git:write' in principal.scopes", "1 0"},
            {"'engineering' in principal.claims.groups", "0 0"},
            // of one caller it is known that he has none, of the other it is not known
            {"'red' in principal.claims.team", "1 1"},
            {"'x' in principal.claims.department", "0 2"},
            {"context.risk.score < 3", "2 0"},
        }) {
            Path candidate = Files.writeString(
                    folder.resolve("candidate.yaml"),
                    "statements:\n  - { id: a, effect: permit, principal: ['*'], resource: [git], when: \"" + row[0]
                            + "\" }\n");
            JsonNode diff = run("diff", candidate.toString(), "--home", strong.toString(), "--json")
                    .json();
            assertEquals(
                    row[1],
                    diff.path("changed").asInt() + " " + diff.path("depends").size(),
                    row[0] + diff);
        }
    }

    private static String said(String entry) {
        return RecordedCall.of(JsonMapper.shared().readTree(entry.replace('\'', '"'))).stream()
                .map(call -> call.call().name() + " " + call.decided() + " " + call.passed())
                .toList()
                .toString();
    }

    @Test
    void aTrailWithoutCallsAndATimeThatIsNoneAreSaid() {
        assertEquals(
                3,
                Ran.policy(
                                folder,
                                "diff",
                                "--home",
                                folder.resolve("none").toString(),
                                folder.resolve("sallyport.yaml").toString())
                        .code());
        assertEquals(
                2,
                Ran.policy(
                                folder,
                                "diff",
                                "--since",
                                "soon",
                                folder.resolve("sallyport.yaml").toString())
                        .code());
        Instant now = Instant.parse("2026-11-26T08:00:00Z");
        assertEquals(Optional.of(now.minus(Duration.ofDays(7))), Trail.since("7d", now));
        assertEquals(Optional.of(now.minus(Duration.ofHours(12))), Trail.since("12H", now));
        assertEquals(Optional.of(now), Trail.since("2026-11-26T08:00:00Z", now));
        assertEquals(Optional.empty(), Trail.since("yesterday", now));
    }
}
