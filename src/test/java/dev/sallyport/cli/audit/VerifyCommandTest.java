package dev.sallyport.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.audit.AuditHome.Ran;
import dev.sallyport.ledger.Ageing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verification claims what was verified, no more, and takes no word that it does not heed. */
final class VerifyCommandTest {
    private static final String FIRST = "0000000000000000.jsonl";

    @TempDir
    private Path folder;

    private AuditHome home;

    @BeforeEach
    void write() throws IOException {
        home = new AuditHome(folder.resolve("home"));
        home.write(
                "gateway",
                AuditHome.answered(1, "a-1", "alice", "files/read_file"),
                AuditHome.answered(2, "a-2", "alice", "files/read_file"),
                AuditHome.answered(3, "a-3", "alice", "git/push"));
    }

    private Path segment() {
        return home.ledger("gateway-1").resolve(FIRST);
    }

    private JsonNode ledger(String... more) {
        List<String> words = new ArrayList<>(List.of("verify", "--json"));
        words.addAll(List.of(more));
        return JsonMapper.shared()
                .readTree(home.audit(words.toArray(String[]::new)).out())
                .path("ledgers")
                .path(0);
    }

    private static void assertCounts(JsonNode ledger, int verified, int unconfirmed, int unsigned) {
        assertEquals(
                List.of(verified, unconfirmed, unsigned),
                List.of(
                        ledger.path("verified").asInt(-1),
                        ledger.path("unconfirmed").asInt(-1),
                        ledger.path("unsigned").asInt(-1)),
                ledger.toString());
    }

    /** Writes a line anew, with its right check, as whoever knows the format can. */
    private void rewrite(int number, String from, String to) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(segment()));
        String body = lines.get(number).replace(from, to);
        lines.set(number, checked(body.substring(0, body.lastIndexOf(",\"crc\""))));
        Files.writeString(segment(), String.join("\n", lines) + "\n");
    }

    private static String checked(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return body + ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}";
    }

    @Test
    void onlyWhatACheckpointConfirmsIsCalledVerified() throws Exception {
        assertCounts(ledger(), 4, 0, 0);
        Files.writeString(segment(), checked("{\"n\":4,\"event\":\"answered\"") + "\n", StandardOpenOption.APPEND);
        assertCounts(ledger(), 4, 0, 1);
        rewrite(2, "alice", "mallory");
        assertCounts(ledger(), 0, 4, 0);
        Ran ran = home.audit("verify");
        assertEquals(4, ran.code());
        assertTrue(ran.out().contains("verified     0 entries\n"), ran.out());
        assertTrue(
                ran.out().contains(FIRST + ": of the entries 0 to 3 at least one is not what the checkpoint signed"),
                ran.out());
        rewrite(2, "mallory", "alice");
        Files.delete(home.ledger("gateway-1").resolve("checkpoint"));
        assertCounts(ledger(), 0, 0, 5);
    }

    @Test
    void whatAnEarlierCheckpointConfirmsIsVerifiedUpToThere() throws Exception {
        Path early = Files.copy(home.ledger("gateway-1").resolve("checkpoint"), folder.resolve("early"));
        home.write("gateway", AuditHome.answered(7, "a-7", "bob", "git/push"));
        assertEquals(0, home.audit("verify", "--checkpoint", early.toString()).code());
        Path last = home.ledger("gateway-1").resolve("0000000000000004.jsonl");
        Files.writeString(last, Files.readString(last).replace("bob", "eve"));
        assertCounts(ledger(), 0, 5, 0);
        assertCounts(ledger("--checkpoint", early.toString()), 4, 1, 0);
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() throws Exception {
        String proof = folder.resolve("p").toString();
        assertEquals(0, home.audit("prove", "a-2", "--out", proof).code());
        String checkpoint = home.ledger("gateway-1").resolve("checkpoint").toString();
        String grown = folder.resolve("g").toString();
        assertEquals(
                0,
                home.audit("prove", "--since-checkpoint", checkpoint, "--out", grown)
                        .code());
        assertEquals(0, home.audit("verify", "--proof", proof).code());
        assertEquals(
                0,
                home.audit("verify", "--proof", grown, "--checkpoint", checkpoint)
                        .code());
        for (List<String> words : List.of(
                List.of("--entries", segment().toString()),
                List.of("--entries", segment().toString(), home.folder.toString()),
                List.of("--proof", proof, folder.resolve("none").toString()),
                List.of("--proof", proof, home.folder.toString()),
                List.of("--proof", proof, "--checkpoint", checkpoint),
                List.of(
                        "--proof",
                        grown,
                        "--checkpoint",
                        checkpoint,
                        "--entries",
                        segment().toString()))) {
            List<String> all = new ArrayList<>(List.of("verify"));
            all.addAll(words);
            Ran ran = home.audit(all.toArray(String[]::new));
            assertEquals(2, ran.code(), words + ran.out() + ran.err());
            assertFalse(ran.out().contains("proven:") || ran.out().contains("whole"), ran.out());
        }
    }

    @Test
    void whatIsNoKeyAndNoCheckpointIsNoFalseAlarm() throws Exception {
        Path junk = Files.writeString(folder.resolve("junk"), "junk\n");
        Path secret = Files.writeString(folder.resolve("ledger-key"), home.privateKey());
        String key = home.audit("key").out().strip();
        assertSays(2, "is no key that verifies", "--key", junk.toString());
        assertSays(2, "is no key that verifies", "--key", key.replaceFirst("\\+[0-9a-f]{8}", "+00000000"));
        assertSays(2, "holds the private key", "--key", secret.toString());
        assertSays(3, "is not there", "--key", folder.resolve("none").toString());
        assertSays(2, "is no checkpoint", "--checkpoint", junk.toString());
        assertSays(3, "is not there", "--checkpoint", folder.resolve("none").toString());
        assertSays(3, "is no file", "--checkpoint", folder.toString());
        Files.delete(home.folder.resolve("ledger-key.pub"));
        Ran none = home.audit("key");
        assertEquals(3, none.code());
        assertFalse(none.err().contains("--key"), none.err());
        assertTrue(none.err().contains("--home"), none.err());
    }

    private void assertSays(int code, String what, String... more) {
        List<String> words = new ArrayList<>(List.of("verify"));
        words.addAll(List.of(more));
        Ran ran = home.audit(words.toArray(String[]::new));
        String said = ran.out() + ran.err();
        assertEquals(code, ran.code(), said);
        assertTrue(said.contains(what), said);
    }

    @Test
    void whatThisUserMayNotReadSaysNothingOfTheLedger() throws Exception {
        Files.setPosixFilePermissions(segment(), PosixFilePermissions.fromString("---------"));
        // root reads all the same
        boolean denied = !Files.isReadable(segment());
        assertSays(denied ? 2 : 0, denied ? "may not be read" : "whole");
        Files.setPosixFilePermissions(home.ledger("gateway-1"), PosixFilePermissions.fromString("---------"));
        assertSays(denied ? 2 : 0, denied ? "may not be read" : "whole");
        Files.setPosixFilePermissions(home.ledger("gateway-1"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(segment(), PosixFilePermissions.fromString("rw-------"));
        assertEquals(0, home.audit("verify").code());
    }

    @Test
    void eachLedgerIsVerifiedWithTheKeyThatSignedIt() throws Exception {
        String old = home.audit("key").out().strip();
        String now = home.replaceKey();
        home.write("gateway", AuditHome.answered(9, "b-1", "alice", "git/push"));
        Ran one = home.audit("verify");
        assertEquals(4, one.code());
        assertTrue(
                one.out()
                        .contains("checkpoint: it is signed by the key " + name(old) + ", and you verify with "
                                + name(now)),
                one.out());
        assertTrue(one.out().contains("--key FILE"), one.out());
        assertEquals(4, home.audit("verify", "--key", old).code());
        Path kept = Files.writeString(folder.resolve("old.pub"), old + "\n");
        Ran both = home.audit("verify", "--key", kept.toString(), "--key", now);
        assertEquals(0, both.code(), both.out());
        String proof = folder.resolve("p").toString();
        assertEquals(0, home.audit("prove", "a-2", "--out", proof).code());
        assertEquals(
                0,
                home.audit("verify", "--proof", proof, "--key", now, "--key", old)
                        .code());
        assertEquals(4, home.audit("verify", "--proof", proof, "--key", now).code());
    }

    @Test
    void aLaterKeyTellsWhatWasPrunedOfTheLedgerOfAnEarlierOne() throws Exception {
        String old = home.audit("key").out().strip();
        home.write("gateway", AuditHome.answered(8, "a-8", "alice", "git/push"));
        String now = home.replaceKey();
        home.write("gateway", AuditHome.answered(9, "b-1", "alice", "git/push"));
        Ageing ageing = new Ageing(
                home.folder.resolve("audit"),
                home.ledger("gateway-2"),
                new Ageing.Rules(false, Duration.ofDays(90), 0));
        List<Ageing.Pruned> pruned = ageing.age(Instant.now().plus(Duration.ofDays(91)), this::tell);
        assertTrue(pruned.stream().anyMatch(each -> each.ledger().equals("gateway-1")), pruned::toString);
        Ran both = home.audit("verify", "--key", old, "--key", now);
        assertEquals(0, both.code(), both.out());
        // who had the key before does not tell of what was written after it was replaced
        assertEquals(4, home.audit("verify", "--key", now, "--key", old).code());
    }

    private void tell(Ageing.Pruned pruned) throws IOException {
        home.write(
                "gateway",
                "\"time\":\"2026-11-01T08:00:10Z\",\"event\":\"pruned\",\"ledger\":\"" + pruned.ledger()
                        + "\",\"first\":" + pruned.first() + ",\"entries\":" + pruned.entries() + ",\"why\":\""
                        + pruned.why() + "\"");
    }

    @Test
    void whatAGatewayPrunesMeanwhileIsNoFault() throws Exception {
        home.write(
                "gateway",
                IntStream.range(0, 200_000)
                        .mapToObj(i -> AuditHome.answered(4, "g-" + i, "alice", "files/read_file"))
                        .toArray(String[]::new));
        for (int i = 0; i < 4; i++) {
            home.write("wrap", AuditHome.answered(5, "w-" + i, "bob", "files/read_file"));
        }
        Ageing ageing = new Ageing(
                home.folder.resolve("audit"),
                home.ledger("gateway-1"),
                new Ageing.Rules(false, Duration.ofDays(90), 0));
        CompletableFuture<Ran> verified = CompletableFuture.supplyAsync(() -> home.audit("verify"));
        Thread.sleep(150);
        List<Ageing.Pruned> pruned = ageing.age(Instant.now().plus(Duration.ofDays(91)), this::tell);
        assertTrue(pruned.stream().anyMatch(each -> each.ledger().equals("wrap-1")), pruned::toString);
        Ran ran = verified.get();
        assertEquals(0, ran.code(), ran.out());
    }

    /** Name and hash of a key, whose own bytes may have a plus sign too. */
    private static String name(String key) {
        return key.substring(0, key.indexOf('+', key.indexOf('+') + 1));
    }

    @Test
    void aCheckpointThatIsNoneSaysWhy() throws Exception {
        Path checkpoint = home.ledger("gateway-1").resolve("checkpoint");
        String note = Files.readString(checkpoint);
        Files.writeString(checkpoint, note.replace("\n4\n", "\n3\n"));
        assertSays(4, "its signature is not right: it was changed");
        Files.writeString(checkpoint, "junk");
        assertSays(4, "checkpoint: it is not a checkpoint as a gateway writes it");
        Files.delete(checkpoint);
        assertSays(4, "checkpoint: there is no such file, so nothing is signed");
    }

    @Test
    void whatAStartFindsIsToldApartFromWhatItDoesNot() throws Exception {
        home.write("gateway", AuditHome.answered(7, "a-7", "bob", "git/push"));
        String whole = Files.readString(segment());
        Files.writeString(segment(), whole.replace("a-2", "x-2"));
        assertSays(4, "a gateway that starts does not look at this, and goes on in this ledger");
        home.write("gateway", AuditHome.answered(8, "a-8", "bob", "git/push"));
        assertFalse(Files.exists(home.ledger("gateway-2")), "the start saw it");
        Files.writeString(segment(), whole);
        Path last = home.ledger("gateway-1").resolve("0000000000000006.jsonl");
        Files.writeString(last, Files.readString(last).replace("a-8", "x-8"));
        assertSays(4, "a gateway that starts finds this too, and goes on in another ledger");
        home.write("gateway", AuditHome.answered(9, "a-9", "bob", "git/push"));
        assertTrue(Files.exists(home.ledger("gateway-2")), "the start did not see it");
    }
}
