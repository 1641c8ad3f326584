package dev.sallyport.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.audit.AuditHome.Ran;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.protocol.json.JsonDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people and programs are told of ledgers. */
final class AuditCommandsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String[] ALWAYS = {"--since", "2020-01-01T00:00:00Z"};

    @TempDir
    private Path folder;

    private AuditHome home;

    @BeforeEach
    void write() throws IOException {
        home = new AuditHome(folder.resolve("home"));
        home.write(
                "gateway",
                AuditHome.answered(1, "a-1", "alice", "files/read_file"),
                AuditHome.denied(3, "a-2", "bob", "files/write_file", "access.denied"),
                AuditHome.answered(5, "a-3", "alice", "git/push") + ",\"trace\":\"" + TRACE + "\"");
        home.write(
                "wrap",
                AuditHome.answered(2, "w-1", "local", "notes/add"),
                AuditHome.denied(4, "w-2", "local", "notes/add", "ratelimit.exceeded"));
    }

    private Ran search(String... more) {
        String[] words = new String[more.length + 3];
        words[0] = "search";
        System.arraycopy(ALWAYS, 0, words, 1, 2);
        System.arraycopy(more, 0, words, 3, more.length);
        return home.audit(words);
    }

    private static List<String> exchanges(Ran ran) {
        return JsonMapper.shared()
                .readTree(ran.out())
                .path("entries")
                .valueStream()
                .map(each -> each.path("entry").path("exchange").asString(""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    @Test
    void twoLedgersAreSearchedAsOneInTheOrderOfTime() {
        assertEquals(List.of("a-1", "w-1", "a-2", "w-2", "a-3"), exchanges(search("--json")));
    }

    @Test
    void entriesAreFoundByWhoWhatWhenAndWhy() {
        assertEquals(List.of("a-1", "a-3"), exchanges(search("--json", "--principal", "alice")));
        assertEquals(List.of("a-2", "w-2"), exchanges(search("--json", "--event", "denied")));
        assertEquals(List.of("a-2"), exchanges(search("--json", "--reason", "access.")));
        assertEquals(List.of("a-1"), exchanges(search("--json", "--tool", "files/read_file")));
        assertEquals(List.of("w-1", "w-2"), exchanges(search("--json", "--name", "add")));
        assertEquals(List.of("a-3"), exchanges(search("--json", "--server", "git")));
        assertEquals(List.of("w-2"), exchanges(search("--json", "--exchange", "w-2")));
        assertEquals(List.of("a-3"), exchanges(search("--json", "--trace", TRACE)));
        assertEquals(List.of(), exchanges(search("--json", "--trace", TRACE.replace('4', '5'))));
        assertEquals(List.of("w-2"), exchanges(search("--json", "--text", "RATELIMIT.EXC")));
        assertEquals(
                List.of("w-2", "a-3"),
                exchanges(home.audit("search", "--json", "--last", "2", ALWAYS[0], ALWAYS[1], "--text", "tools/call")));
        assertEquals(
                List.of("w-1"),
                exchanges(home.audit(
                        "search", "--json", "--since", "2026-11-01T08:00:02Z", "--until", "2026-11-01T08:00:03Z")));
        assertEquals(2, search("--since", "yesterday").code());
    }

    @Test
    void otherFoldersAreSearchedInPlaceOfTheHome() throws Exception {
        AuditHome other = new AuditHome(folder.resolve("other"));
        other.write("gateway", AuditHome.answered(9, "o-1", "carol", "files/read_file"));
        assertEquals(
                List.of("a-1", "w-1", "a-2", "w-2", "a-3", "o-1"),
                exchanges(search("--json", home.folder.toString(), other.folder.toString())));
        Ran nothing = search(Files.createDirectory(folder.resolve("empty")).toString());
        assertEquals(3, nothing.code());
    }

    @Test
    void nothingOfAnEntrySpeaksToTheTerminal() throws Exception {
        home.write("gateway", AuditHome.answered(7, "evil", "alice", "files/\\u001b[2J\\u202egnp"));
        String marked = AuditHome.answered(7, "evil2", "alice", "files/x") + ",\"client\":\"\\u001b]0;x\\u0007\"";
        home.write("gateway", marked);
        for (Ran ran : List.of(search(), home.audit("tail"), home.audit("show", "evil"), home.audit("show", "evil2"))) {
            assertEquals(0, ran.code(), ran.out());
            assertFalse(ran.out().chars().anyMatch(c -> c == 0x1b || c == 0x202e || c == 7), ran.out());
        }
        assertTrue(home.audit("show", "evil").out().contains("\\u001B[2J\\u202Egnp"));
    }

    @Test
    void theNewestEntriesAreShown() {
        Ran ran = home.audit("tail", "-n", "2");
        assertEquals(0, ran.code());
        assertEquals(2, ran.out().lines().count());
        JsonNode last = JsonMapper.shared()
                .readTree(home.audit("tail", "-n", "1", "--json")
                        .out()
                        .lines()
                        .toList()
                        .getLast());
        assertEquals("a-3", last.path("entry").path("exchange").asString(""));
    }

    @Test
    void behindDamageTheNewestEntriesAreShownAndTheDamageIsTold() throws Exception {
        Path segment = home.ledger("gateway-1").resolve("0000000000000000.jsonl");
        byte[] whole = Files.readAllBytes(segment);
        int inEntry1 = Files.readString(segment).indexOf("a-1");
        for (int[] change : new int[][] {{inEntry1, 'A'}, {inEntry1, '\n'}, {inEntry1, 1}}) {
            byte[] changed = whole.clone();
            changed[change[0]] = (byte) change[1];
            Files.write(segment, changed);
            for (String json : List.of("--json", "--json=false")) {
                Ran tail = home.audit(
                        "tail", "-n", "2", json, home.ledger("gateway-1").toString());
                assertTrue(tail.out().contains("a-2") && tail.out().contains("a-3"), tail.out());
                assertEquals(2, tail.out().lines().count());
                for (Ran ran : List.of(tail, search("--last", "3", json), home.audit("show", "a-3", json))) {
                    assertEquals(0, ran.code());
                    assertTrue(ran.out().contains("a-3"), ran.out());
                    assertTrue(
                            ran.err().contains("gateway-1 is damaged at 0000000000000000.jsonl, byte ")
                                    && ran.err().contains(", entry 1: ")
                                    && ran.err().contains("audit verify"),
                            ran.err());
                    assertEquals(1, ran.err().lines().count(), ran.err());
                    assertEquals(json.equals("--json"), ran.err().startsWith("{\"warning\""), ran.err());
                }
            }
        }
        Files.write(segment, whole);
        assertEquals("", home.audit("tail").err() + search().err());
    }

    @Test
    void whoeverHasTheKeyCanShowWhatWasSent() throws Exception {
        KeyedDigest key = KeyedDigest.fresh(new SecureRandom());
        JsonNode sent = JsonMapper.shared().readTree("{\"phone\":\"+49 30 1\",\"n\":1}");
        String digest = key.of(Base64.getUrlDecoder().decode(JsonDigest.of(sent)));
        home.write(
                "gateway",
                AuditHome.answered(7, "d-1", "alice", "crm/call") + ",\"arguments\":{\"digest\":\"" + digest + "\"}");
        Path same = Files.writeString(folder.resolve("same.json"), "{ \"n\": 1, \"phone\": \"+49 30 1\" }");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"n\":2,\"phone\":\"+49 30 1\"}");
        assertEquals(
                "sallyport: there is no file " + home.folder.resolve("argument-key")
                        + "; it is made by the gateway whose ledger this is, and named with --argument-key\n",
                home.audit("show", "d-1", "--arguments", same.toString()).err());
        Path keys = Files.createFile(
                folder.resolve("keys"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, key.text());
        String[] with = {"--argument-key", keys.toString()};
        Ran ran = home.audit("show", "d-1", "--arguments", same.toString(), with[0], with[1]);
        assertEquals(0, ran.code(), ran.out());
        assertTrue(ran.out().contains("these are those of the file"), ran.out());
        Files.move(keys, home.folder.resolve("argument-key"));
        ran = home.audit("show", "d-1", "--json", "--arguments", other.toString());
        assertEquals(4, ran.code(), ran.out());
        assertFalse(
                JsonMapper.shared().readTree(ran.out()).path("same_arguments").asBoolean(true));
        assertTrue(
                home.audit("show", "d-1", "--arguments", other.toString()).out().contains("these are not those"));
        assertEquals(
                3, home.audit("show", "a-1", "--arguments", other.toString()).code());
        Files.writeString(other, "[1]");
        assertEquals(
                2, home.audit("show", "d-1", "--arguments", other.toString()).code());
        assertEquals(
                2,
                home.audit("show", "d-1", "--arguments", folder.resolve("none").toString())
                        .code());
    }

    @Test
    void anExchangeIsToldInWords() {
        Ran ran = home.audit("show", "a-2");
        assertEquals(0, ran.code());
        assertTrue(ran.out().startsWith("exchange a-2: denied, access.denied\n"), ran.out());
        assertTrue(ran.out().contains("tools/call files/write_file"));
        assertTrue(home.audit("show", "a-3").out().contains(TRACE));
        assertEquals(3, home.audit("show", "nobody").code());
    }

    @Test
    void aWholeHomeIsVerifiedAndADamagedOneSaysWhere() throws Exception {
        Ran whole = home.audit("verify");
        assertEquals(0, whole.code(), whole.out());
        assertTrue(whole.out().contains("4 entries"), whole.out());
        Path segment = home.ledger("gateway-1").resolve("0000000000000000.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("write_file", "write_fill"));
        Ran damaged = home.audit("verify");
        assertEquals(4, damaged.code());
        assertTrue(damaged.out().contains("0000000000000000.jsonl, byte "), damaged.out());
        JsonNode json =
                JsonMapper.shared().readTree(home.audit("verify", "--json").out());
        assertFalse(json.path("whole").asBoolean(true));
        assertEquals(
                2,
                json.path("ledgers")
                        .path(0)
                        .path("faults")
                        .path(0)
                        .path("entry")
                        .asInt(0));
    }

    @Test
    void aCheckpointThatWasSeenBeforeIsHeldAgainstItsLedgerAmongSeveral() throws Exception {
        Path seen = Files.copy(home.ledger("gateway-1").resolve("checkpoint"), folder.resolve("seen"));
        home.write("gateway", AuditHome.answered(9, "a-9", "alice", "git/push"));
        assertEquals(0, home.audit("verify", "--checkpoint", seen.toString()).code());
        try (var files = Files.list(home.ledger("gateway-1"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Ran gone = home.audit("verify", "--checkpoint", seen.toString());
        assertEquals(4, gone.code());
        assertTrue(gone.out().contains("MISSING"), gone.out());
    }

    @Test
    void aLedgerIsVerifiedElsewhereWithTheKeyAlone() throws Exception {
        String key = home.audit("key").out().strip();
        Path file = Files.writeString(folder.resolve("key"), key);
        AuditHome nobody = new AuditHome(folder.resolve("nobody"));
        Files.delete(nobody.folder.resolve("ledger-key.pub"));
        String ledger = home.ledger("gateway-1").toString();
        assertEquals(3, nobody.audit("verify", ledger).code());
        assertEquals(0, nobody.audit("verify", ledger, "--key", key).code());
        assertEquals(0, nobody.audit("verify", ledger, "--key", file.toString()).code());
        String other =
                new AuditHome(folder.resolve("stranger")).audit("key").out().strip();
        assertEquals(4, nobody.audit("verify", ledger, "--key", other).code());
    }

    @Test
    void aProofOfAnExchangeIsVerifiedWithTheKeyAlone() throws Exception {
        String key = home.audit("key").out().strip();
        String proof = folder.resolve("x.tlog-proof").toString();
        Ran made = home.audit("prove", "a-2", "--out", proof);
        assertEquals(0, made.code());
        assertTrue(made.out().contains("the proof is in " + proof), made.out());
        AuditHome nobody = new AuditHome(folder.resolve("nobody"));
        Ran proven = nobody.audit("verify", "--proof", proof, "--key", key);
        assertEquals(0, proven.code(), proven.out());
        assertTrue(proven.out().startsWith("proven: the ledger has this entry as number 2"), proven.out());
        assertTrue(proven.out().contains("write_file"));
        Files.writeString(Path.of(proof), Files.readString(Path.of(proof)).replace("index 2", "index 1"));
        assertEquals(4, nobody.audit("verify", "--proof", proof, "--key", key).code());
        assertEquals(2, home.audit("prove", "1").code(), "two ledgers have an entry of that number");
        assertEquals(
                0,
                home.audit("prove", "1", "--in", home.ledger("gateway-1").toString())
                        .code());
        assertEquals(
                3,
                home.audit("prove", "99", "--in", home.ledger("gateway-1").toString())
                        .code());
        assertEquals(3, home.audit("prove", "nobody").code());
    }

    @Test
    void itIsProvenThatALedgerOnlyGrew() throws Exception {
        Path seen = Files.copy(home.ledger("gateway-1").resolve("checkpoint"), folder.resolve("seen"));
        home.write("gateway", AuditHome.answered(9, "a-9", "alice", "git/push"));
        String proof = folder.resolve("grown").toString();
        assertEquals(
                0,
                home.audit("prove", "--since-checkpoint", seen.toString(), "--out", proof)
                        .code());
        assertEquals(
                0,
                home.audit("verify", "--proof", proof, "--checkpoint", seen.toString())
                        .code());
        Path other = home.ledger("wrap-1").resolve("checkpoint");
        assertEquals(
                4,
                home.audit("verify", "--proof", proof, "--checkpoint", other.toString())
                        .code());
        assertEquals(2, home.audit("verify", "--proof", proof).code());
    }

    @Test
    void anExportIsVerifiedByWhoeverGetsIt() throws Exception {
        Path out = folder.resolve("export");
        Ran ran = home.audit(
                "export",
                "--out",
                out.toString(),
                "--since",
                "2026-11-01T08:00:02Z",
                "--until",
                "2026-11-01T08:00:04Z");
        assertEquals(0, ran.code(), ran.out());
        for (String name : List.of("gateway-1", "wrap-1")) {
            Path entries = out.resolve(name + ".jsonl");
            String proof = out.resolve(name + ".proof").toString();
            assertEquals(1, Files.readAllLines(entries).size());
            assertEquals(
                    0,
                    home.audit("verify", "--proof", proof, "--entries", entries.toString())
                            .code());
            Files.writeString(entries, Files.readString(entries) + Files.readString(entries));
            assertEquals(
                    4,
                    home.audit("verify", "--proof", proof, "--entries", entries.toString())
                            .code());
        }
        assertEquals(
                "no entry is of that time\n",
                home.audit("export", "--out", out.toString(), "--until", "2020-01-01T00:00:00Z")
                        .out());
    }

    @Test
    void whatIsWrittenIsItsOwnersAloneAndNothingIsWrittenOver() throws Exception {
        Path out = folder.resolve("fresh");
        assertEquals(0, home.audit("export", "--out", out.toString()).code());
        String proof = folder.resolve("x.proof").toString();
        assertEquals(0, home.audit("prove", "a-2", "--out", proof).code());
        for (Path file : List.of(out.resolve("gateway-1.jsonl"), out.resolve("gateway-1.proof"), Path.of(proof))) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), victim);
        assertEquals(2, home.audit("prove", "a-2", "--out", linked.toString()).code());
        Files.delete(out.resolve("wrap-1.jsonl"));
        Files.createSymbolicLink(out.resolve("wrap-1.jsonl"), victim);
        assertEquals(2, home.audit("export", "--out", out.toString()).code());
        assertEquals("mine", Files.readString(victim));
        assertTrue(Files.exists(Path.of(proof)));
    }

    @Test
    void whereOneLedgerIsDamagedNothingIsWrittenAndTheOthersAreNamed() throws Exception {
        Path segment = home.ledger("gateway-1").resolve("0000000000000000.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("a-1", "A-1"));
        Path out = folder.resolve("export");
        Ran ran = home.audit("export", "--out", out.toString());
        assertEquals(4, ran.code(), ran.out());
        assertTrue(
                ran.err()
                        .contains("nothing was written, and the others can be exported when they are named: "
                                + home.ledger("wrap-1") + "\n"),
                ran.err());
        assertFalse(Files.exists(out));
        assertEquals(
                0,
                home.audit(
                                "export",
                                "--out",
                                out.toString(),
                                home.ledger("wrap-1").toString())
                        .code());
        assertTrue(Files.exists(out.resolve("wrap-1.proof")));
        Path none = folder.resolve("none");
        String[] past = {
            "--until", "2020-01-01T00:00:00Z", home.ledger("wrap-1").toString()
        };
        assertEquals(
                0,
                home.audit("export", "--out", none.toString(), past[0], past[1], past[2])
                        .code());
        assertFalse(Files.exists(none), "no entry, no folder");
    }

    @Test
    void aProofIsPrintedAsTextOrInJson() throws Exception {
        Ran text = home.audit("prove", "a-2");
        Ran json = home.audit("prove", "a-2", "--json");
        assertTrue(text.out().startsWith("c2sp.org/tlog-proof@v1\n"), text.out());
        assertEquals(
                text.out(),
                JsonMapper.shared().readTree(json.out()).path("text").asString(""));
        Path junk = Files.writeString(folder.resolve("junk"), "junk");
        assertEquals(
                2, home.audit("prove", "--since-checkpoint", junk.toString()).code());
    }

    @Test
    void ledgersOfOneNameAreExportedToFilesOfTheirOwn() throws Exception {
        AuditHome other = new AuditHome(folder.resolve("other"));
        other.write("gateway", AuditHome.answered(9, "o-1", "carol", "files/read_file"));
        AuditHome third = new AuditHome(folder.resolve("third"));
        third.write("gateway", AuditHome.answered(9, "t-1", "carol", "files/read_file"));
        Path named = Files.move(third.ledger("gateway-1"), third.ledger("gateway-1-2"));
        String esc = folder.resolve("ex\u001b[2Jport").toString();
        Ran ran = home.audit(
                "export",
                "--out",
                esc,
                home.ledger("gateway-1").toString(),
                other.ledger("gateway-1").toString(),
                named.toString());
        assertEquals(0, ran.code(), ran.out());
        assertFalse(ran.out().contains("\u001b"), ran.out());
        try (var files = Files.list(Path.of(esc))) {
            assertEquals(
                    List.of("gateway-1-2-2.jsonl", "gateway-1-2.jsonl", "gateway-1.jsonl"),
                    files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> name.endsWith(".jsonl"))
                            .sorted()
                            .toList());
        }
        Ran none = home.audit("prove", "1", "--in", esc);
        assertFalse(none.out().contains("\u001b"), none.out());
    }

    @Test
    void theTimeOfAFileHidesNoEntry() throws Exception {
        home.write("gateway", AuditHome.answered(7, "a-7", "alice", "git/push"));
        for (String name : List.of("gateway-1", "wrap-1")) {
            try (var files = Files.list(home.ledger(name))) {
                for (Path file : files.toList()) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
                }
            }
        }
        assertEquals(List.of("a-1", "w-1", "a-2", "w-2", "a-3", "a-7"), exchanges(search("--json")));
        Path out = folder.resolve("touched");
        assertEquals(
                0,
                home.audit("export", "--out", out.toString(), "--since", "2026-11-01T08:00:05Z")
                        .code());
        String exported = Files.readString(out.resolve("gateway-1.jsonl"));
        assertTrue(exported.contains("a-3") && exported.contains("a-7"), exported);
    }
}
