package dev.sallyport.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.ledger.OwnLedger;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.HomeView;
import dev.sallyport.store.redis.RealRedis;
import dev.sallyport.store.sqlite.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Problems that are planted in real files and on this machine are found, by their codes, and nothing else is. */
final class DoctorTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void nameHome() {
        home = folder.resolve("h");
    }

    private Home made() throws IOException {
        Home made = Home.open(home);
        var _ = made.token(RANDOM);
        var _ = made.keyset(RANDOM, Instant.now());
        return made;
    }

    private Report examine(String settings) throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), settings);
        return DoctorCommand.examine(home, Optional.of(file), "1");
    }

    /** The codes of what is not as it should be. */
    private static Set<String> codes(Report report) {
        return report.findings().stream()
                .map(Finding::code)
                .filter(code -> code.sign() != Sign.OK)
                .map(Code::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void expect(String settings, String... codes) throws Exception {
        Report report = examine("listen: 127.0.0.1:0\n" + settings);
        assertEquals(new TreeSet<>(List.of(codes)), codes(report), () -> String.join("\n", report.lines()));
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() throws Exception {
        expect("");
        made();
        expect("servers: { one: { command: [sh] } }\n");
        Report without = DoctorCommand.examine(home, Optional.empty(), "1");
        assertEquals(
                0,
                without.findings().stream()
                        .filter(finding ->
                                finding.code().group() == Group.SETTINGS && finding.code() != Code.SETTINGS_NONE)
                        .count());
    }

    @Test
    void homesThatCannotBeUsedAreFound() throws Exception {
        Files.writeString(home, "a file");
        expect("", "home.unfit");
        Files.delete(home);
        Files.createDirectory(home);
        Files.writeString(home.resolve("thesis.txt"), "");
        expect("", "home.unfit");
        Files.delete(home.resolve("thesis.txt"));
        mode(home, "rwx------");
        Home made = made();
        mode(made.tokenFile(), "rw-r--r--");
        expect("", "home.secret");
        mode(made.tokenFile(), "rw-------");
        Files.writeString(home.resolve("keyset"), "no keys");
        expect("", "home.secret");
        mode(home, "rwxr-xr-x");
        expect("", "home.unfit");
    }

    @Test
    void aForeignAndAFullHomeAreFound() throws Exception {
        made();
        HomeView view = HomeView.of(home).orElseThrow();
        assertEquals(List.of(Code.HOME_OWNER), of(HomeChecks.look(view, "somebody", 0)));
        String owner = Files.getOwner(home).getName();
        assertEquals(List.of(Code.HOME_SPACE), of(HomeChecks.look(view, owner, Long.MAX_VALUE)));
    }

    private static List<Code> of(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    @Test
    void settingsAreJudgedAsTheGatewayJudgesThem() throws Exception {
        Report wrong = examine("listen: 127.0.0.1:0\nserverz: {}\n");
        assertEquals(Set.of("settings.invalid"), codes(wrong));
        assertTrue(
                wrong.lines().stream().anyMatch(line -> line.contains("s.yaml:2:1: ") && line.contains("servers")),
                () -> String.join("\n", wrong.lines()));
        assertEquals(2, wrong.exitCode());
        expect("tls: { insecure-http: true }\n", "settings.unsafe");
        expect("tls: { version-min: '1.2' }\n", "settings.unsafe");
        expect("validation: { mode: observe }\n", "settings.unsafe");
        expect("token: { mode: observe }\n", "settings.unsafe");
        expect("servers: { s: { command: [sh] } }\nidentity: { anonymous: [s] }\n", "settings.unsafe");
        String wide = "listen: 0.0.0.0:0\ntls: { names: [gw.example.com] }\n";
        Report open = examine(wide);
        assertEquals(Set.of("settings.unsafe"), codes(open));
        assertEquals(0, open.exitCode());
    }

    @Test
    void noSecretIsPrinted() throws Exception {
        String key = "sk-ant-api03-" + "a1B2".repeat(20);
        Report report = examine("listen: 127.0.0.1:0\nservers:\n  s:\n    url: http://127.0.0.1:1/mcp?key=" + key
                + "\n    headers: { Authorization: 'Bearer " + key + "' }\n  l: { command: [no-such-program, " + key
                + "], env: { K: " + key + " } }\n");
        assertTrue(codes(report).contains("settings.plain-secret"), () -> String.join("\n", report.lines()));
        assertFalse(String.join("\n", report.lines()).contains(key), () -> String.join("\n", report.lines()));
        assertFalse(report.json().toString().contains(key));
    }

    @Test
    void certificatesAreJudged() throws Exception {
        TestPki pki = new TestPki(folder)
                .authority("company")
                .signed("good", "company", "DNS:*.example.com", 90)
                .signed("soon", "company", "DNS:gw.example.com", 20)
                .signed("over", "company", "DNS:gw.example.com", -1);
        expect(own(pki, "good"));
        expect(own(pki, "soon"), "certificate.ends");
        assertEquals(Set.of("settings.unsafe"), codes(examine("listen: 0.0.0.0:0\n" + own(pki, "good"))));
        expect(own(pki, "over"), "certificate.over");
        expect(own(pki, "good").replace("gw.example.com", "gw.example.net"), "certificate.names");
        expect("tls: { client-ca: " + pki.key("company") + " }\n", "certificate.unfit");
        LocalAuthority later =
                LocalAuthority.create(HostNames.LOOPBACK, Instant.now().plus(Duration.ofDays(2)), RANDOM);
        Path early = Files.writeString(folder.resolve("early.pem"), Certified.pem(later.root()));
        expect("tls: { client-ca: " + early + " }\n", "certificate.early");
        mode(pki.key("good"), "rw-r-----");
        expect(own(pki, "good"), "certificate.unfit");
        String remote = "servers: { s: { url: 'https://127.0.0.1:1/mcp', tls: { certificate: " + pki.certificate("good")
                + ", key: " + pki.key("good") + " } } }\n";
        expect(remote, "certificate.unfit", "server.tls");
    }

    @Test
    void whatReceiversOfTracesAndEntriesNeedIsLookedAt() throws Exception {
        Path ca = new TestPki(folder)
                .authority("company")
                .signed("good", "company", "DNS:gw.example.com", 90)
                .certificate("good");
        Path absent = folder.resolve("no/ca.pem");
        Path junk = Files.writeString(folder.resolve("junk.pem"), "junk");
        String traces = "telemetry: { otlp: 'https://127.0.0.1:2', ca: %s }\n";
        expect(traces.formatted(ca));
        expect(traces.formatted(absent), "certificate.unfit");
        expect(traces.formatted(junk), "certificate.unfit");
        for (String sink : List.of(
                "otlp: 'https://127.0.0.1:2/v1/logs'",
                "syslog: '127.0.0.1:2'",
                "webhook: 'https://127.0.0.1:2', headers: { X: 'file:" + junk + "' }")) {
            expect("sinks: { s: { " + sink + ", ca: " + ca + " } }\n");
            expect("sinks: { s: { " + sink + ", ca: " + absent + " } }\n", "certificate.unfit");
            expect("sinks: { s: { " + sink + ", ca: " + junk + " } }\n", "certificate.unfit");
        }
        expect(
                "sinks: { s: { syslog: '127.0.0.1:2', certificate: " + absent + ", key: " + absent + " } }\n",
                "certificate.unfit");
        expect("sinks: { s: { file: " + folder.resolve("audit.jsonl") + " } }\n");
        expect("sinks: { s: { file: " + folder.resolve("no/audit.jsonl") + " } }\n", "settings.sink-folder");
    }

    @Test
    void damagedLedgersAreFoundWhereNoGatewayRunsAndNothingIsChanged() throws Exception {
        Home made = made();
        OwnLedger.Form form = new OwnLedger.Form("gateway", made.ledgerSigner(RANDOM), 1 << 20, Clock.systemUTC());
        try (OwnLedger own = OwnLedger.claim(made.auditFolder(), form)) {
            own.ledger().append(List.of("\"event\":\"denied\"".getBytes(StandardCharsets.UTF_8)));
        }
        expect("");
        Path segment = made.auditFolder().resolve("gateway-1/0000000000000000.jsonl");
        Files.writeString(segment, Files.readString(segment).replace("denied", "opened"));
        List<String> before = tree();
        expect("", "gateway.ledger-damaged");
        assertEquals(before, tree());
        Files.delete(segment.resolveSibling("lock"));
        before = tree();
        expect("", "gateway.ledger-damaged");
        assertEquals(before, tree());
        expectOf(made, "{'state':'ready','version':'1'}");
        Files.writeString(made.folder().resolve("ledger-key"), "junk");
        expect("", "home.secret");
    }

    @Test
    void aGatewayThatAnswersAndRefusesIsNotCalledStuck() throws Exception {
        try (FakeGateway _ = FakeGateway.refusing(made(), "the audit trail cannot be written")) {
            expect("", "gateway.not-ready");
        }
    }

    private static String own(TestPki pki, String name) {
        return "tls: { names: [gw.example.com], certificate: " + pki.certificate(name) + ", key: " + pki.key(name)
                + " }\n";
    }

    @Test
    void anAuthorityAtItsEndIsFound() throws Exception {
        Path tls = Files.createDirectories(made().folder().resolve("tls/loopback"));
        mode(tls, "rwx------");
        LocalAuthority old =
                LocalAuthority.create(HostNames.LOOPBACK, Instant.now().minus(Duration.ofDays(3640)), RANDOM);
        Path file = Files.writeString(tls.resolve("authority.pem"), old.secretPem());
        mode(file, "rw-------");
        expect("", "certificate.authority-ends");
        Files.writeString(file, "no authority");
        expect("", "certificate.unfit");
    }

    @Test
    void aPortThatIsHeldIsFound() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String settings = "listen: 127.0.0.1:" + taken.getLocalPort() + "\n";
            Report report = examine(settings);
            assertEquals(Set.of("listening.taken"), codes(report));
            assertEquals(3, report.exitCode());
            String sound = "{\"state\":\"ready\",\"version\":\"1\",\"endpoint\":\"e\"}";
            try (FakeGateway _ = new FakeGateway(made(), taken.getLocalPort(), sound)) {
                Report held = examine(settings);
                assertEquals(Set.of(), codes(held), () -> String.join("\n", held.lines()));
                assertTrue(of(held.findings()).contains(Code.LISTENING_OURS));
                assertTrue(of(held.findings()).contains(Code.GATEWAY_SOUND));
            }
        }
        // an address that is nobody's. Source: RFC 5737 §3
        assertEquals(
                Set.of("listening.refused", "settings.unsafe"),
                codes(examine("listen: 192.0.2.1:7337\ntls: { names: [gw.example.com] }\n")));
    }

    @Test
    void gatewaysThatRunTellWhatIsWrong() throws Exception {
        Home made = made();
        expectOf(made, "{'state':'audit','version':'1'}", "gateway.not-ready");
        expectOf(made, "{'state':'ready','version':'0'}", "gateway.version");
        expectOf(made, "{'state':'ready'}", "gateway.version");
        expectOf(made, "{'state':'ready','version':'1','problems':['f:1:1: no']}", "gateway.settings");
        expectOf(made, "{'state':'ready','version':'1','problem':'TLS: no'}", "gateway.tls");
        expectOf(made, "{'state':'ready','version':'1','needsRestart':['listen']}", "gateway.restart");
        expectOf(made, "{'state':'ready','version':'1','unsafe':['a: b']}", "gateway.unsafe");
        expectOf(made, "{'state':'ready','version':'1','policy':['`a` names `b`']}", "gateway.policy");
        expectOf(made, "{'state':'ready','version':'1','scopes':['scope.rules[0] is']}", "gateway.scopes");
        String failing = "{'state':'ready','version':'1','servers':{'s':{'lastFailure':{'over':%s,'message':'m'}}}}";
        expectOf(made, failing.formatted("false"), "gateway.server");
        expectOf(made, failing.formatted("true"));
        String ledger = "{'state':'ready','version':'1','ledger':{'entries':7,'unsignedSeconds':%d,'waiting':0}}";
        expectOf(made, ledger.formatted(29));
        expectOf(made, ledger.formatted(30), "gateway.ledger");
        expectOf(
                made,
                "{'state':'ready','version':'1','ledger':{'damaged':{'wrap-1':'checkpoint is missing'}}}",
                "gateway.ledger-damaged");
        String sink = "{'state':'ready','version':'1','sinks':{'siem':{'missed':%d}}}";
        expectOf(made, sink.formatted(0));
        expectOf(made, sink.formatted(2), "gateway.sink");
        expectOf(made, "{'state':'ready','version':'1','sinks':{'siem':{'problem':'gone'}}}", "gateway.sink");
        try (FakeGateway _ = new FakeGateway(made, 1, "[]")) {
            expect("", "gateway.silent");
        }
        try (var starting = made.newInstance(RANDOM, _ -> {})) {
            assertTrue(Files.exists(starting.folder()));
            expect("", "gateway.unknown");
        }
        expect("");
    }

    private void expectOf(Home made, String status, String... codes) throws Exception {
        try (FakeGateway _ = new FakeGateway(made, 1, status.replace('\'', '"'))) {
            expect("", codes);
        }
    }

    @Test
    void nothingIsMadeOrChanged() throws Exception {
        expect("");
        assertFalse(Files.exists(home));
        made();
        Files.createDirectories(home.resolve("instances/0123456789abcdef"));
        List<String> before = tree();
        expect("");
        assertEquals(before, tree());
    }

    private List<String> tree() throws IOException {
        List<String> tree = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted().toList()) {
                tree.add(file + " " + Files.getPosixFilePermissions(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return tree;
    }

    @Test
    void aCheckThatHangsIsFoundUnanswered() throws Exception {
        Check hangs = new Check("s", Code.SERVER_UNREACHABLE, () -> {
            Thread.sleep(Duration.ofMinutes(1));
            return List.of();
        });
        Check fails = new Check("h", Code.HOME_UNFIT, () -> {
            throw new IOException("gone");
        });
        assertEquals(
                List.of(Code.SERVER_UNREACHABLE, Code.HOME_UNFIT),
                of(Checks.run(List.of(hangs, fails), Duration.ofMillis(50))));
    }

    @Test
    void aDatabaseThatCannotBeUsedIsFound() throws Exception {
        Home made = made();
        Path file = made.storeFile();
        expect("");
        try (Database database = new Database(file, made.nativeFolder(Instant.now()))) {
            database.open();
            expect("");
        }
        byte[] sound = Files.readAllBytes(file);
        expect("");
        assertTrue(Arrays.equals(sound, Files.readAllBytes(file)), "it is not changed");
        mode(file, "rw-r-----");
        expect("", "home.store");
        mode(file, "rw-------");
        Files.writeString(file, "no database".repeat(100));
        expect("", "home.store");
        Files.delete(file);
        Files.createDirectory(file);
        expect("", "home.store");
    }

    @Test
    void aRedisThatCannotBeCountedInIsFound() throws Exception {
        try (RealRedis redis = RealRedis.start("--requirepass", "right-password")) {
            String url = "store: { redis: { url: 'redis://127.0.0.1:" + redis.port() + "'";
            expect(url + ", password: right-password } }\n", "settings.plain-secret");
            expect(url + ", password: wrong-password } }\n", "settings.plain-secret", "store.redis");
            expect(url + " } }\n", "store.redis");
            redis.kill();
            expect(url + " } }\n", "store.redis");
        }
    }

    @Test
    void theCodesAreThoseOfThePage() throws IOException {
        String page = Files.readString(Path.of("docs/doctor.md"));
        List<String> missing = Stream.of(Code.values())
                .filter(code -> code.sign() != Sign.OK
                        && !page.contains(
                                "| `" + code.text() + "` | " + code.sign().text() + " |"))
                .map(Code::text)
                .toList();
        assertEquals(List.of(), missing);
    }
}
