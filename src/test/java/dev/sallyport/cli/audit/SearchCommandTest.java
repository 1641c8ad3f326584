package dev.sallyport.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.audit.AuditHome.Ran;
import dev.sallyport.pipeline.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Who searches learns where it was looked, and of signals what they are. */
final class SearchCommandTest {
    private final Instant longAgo = Instant.now().minus(Duration.ofDays(16));

    @TempDir
    private Path folder;

    private AuditHome home;

    @BeforeEach
    void write() throws IOException {
        home = new AuditHome(folder.resolve("home"));
        String time = "\"time\":\"" + longAgo + "\",";
        home.write(
                "gateway",
                time
                        + "\"exchange\":\"x-1\",\"event\":\"denied\",\"principal\":\"alice\",\"server\":\"files\","
                        + "\"name\":\"write\",\"groups\":[\"staff\"],\"withheld\":true,"
                        + "\"risk\":{\"signals\":[\"tool-scan\",\"replay\"]}",
                time
                        + "\"event\":\"signal\",\"signal\":\"denial-burst\",\"then\":\"alert\",\"explained\":\"30 refusals in"
                        + " 12 s\",\"principal\":\"alice\",\"peer\":\"10.0.0.1\",\"cause\":\"x-1\"");
    }

    @Test
    void whereNothingFitsItIsSaidWhereItWasLooked() {
        Ran none = home.audit("search", "--principal", "alice");
        assertEquals(0, none.code());
        assertTrue(
                none.out().matches("no entry from \\S+Z on fits; --since looks further back: --since 90d\n"),
                none.out());
        assertTrue(home.audit("search", "--principal", "alice", "--since", "30d")
                .out()
                .contains("x-1"));
        assertEquals(
                "no entry of all there are fits\n",
                home.audit("search", "--exchange", "nobody").out());
        assertEquals(
                "no entry before 2020-01-01T00:00:00Z fits\n",
                home.audit("search", "--exchange", "x-1", "--until", "2020-01-01T00:00:00Z")
                        .out());
    }

    @Test
    void anExchangeIsFoundHoweverOldItIs() {
        assertTrue(home.audit("search", "--exchange", "x-1").out().contains("x-1"));
        assertTrue(
                home.audit("search", "--exchange", "x-1", "--since", "7d").out().startsWith("no entry"));
    }

    @Test
    void whatCanNeverFitIsRefused() {
        for (List<String> words : List.of(
                List.of("--event", "refused"),
                List.of("--trace", "4bf92f3577b34da6"),
                List.of("--trace", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                List.of("--since", "1h", "--until", "2h"))) {
            List<String> all = new ArrayList<>(List.of("search"));
            all.addAll(words);
            assertEquals(2, home.audit(all.toArray(String[]::new)).code(), words.toString());
        }
        assertTrue(home.audit("search", "--event", "refused").err().contains("denied, "), "they are named");
    }

    @Test
    void everyEventThatAnEntryCanHaveIsKnown() throws Exception {
        Pattern names = Pattern.compile(
                "(?:(?<!exchange\\.)\\b(?:record|step|note|entry)\\(|Decided\\.[A-Z]+,|\"event\",|(?:now\\(\\)|ofEpochMilli\\(.{1,20}\\)),)"
                        + "\\s*\"([a-z-]+)\"");
        Set<String> events =
                new TreeSet<>(Set.of("held", "released", "opened", "intended", "session-ended", "segment"));
        for (Outcome outcome : Outcome.values()) {
            events.add(outcome.text());
        }
        for (String file : List.of(
                "ApprovalDesk.java",
                "cli/Reloading.java",
                "cli/gateway/Trail.java",
                "practice/access/approval/Approvals.java",
                "practice/audit",
                "ledger")) {
            try (Stream<Path> sources =
                    Files.walk(Path.of("src/main/java/dev/sallyport").resolve(file))) {
                for (Path source : sources.filter(Files::isRegularFile).toList()) {
                    Matcher found = names.matcher(Files.readString(source));
                    while (found.find()) {
                        events.add(found.group(1));
                    }
                }
            }
        }
        assertTrue(
                events.contains("approval-given-back")
                        && events.contains("definition-changed")
                        && events.contains("stopped"),
                events.toString());
        for (String event : events) {
            assertEquals(0, home.audit("search", "--event", event).code(), event);
        }
    }

    @Test
    void aSignalSaysWhatItIsAndIsFoundByItsName() {
        String[] always = {"--since", "30d"};
        Ran found = home.audit("search", "--reason", "denial-burst", always[0], always[1]);
        assertTrue(found.out().contains("denial-burst  30 refusals in 12 s  x-1"), found.out());
        assertEquals(1, found.out().lines().count(), found.out());
        assertTrue(home.audit("tail").out().contains("denial-burst  30 refusals in 12 s  x-1"));
    }

    @Test
    void theLineOfChangedSettingsSaysWhichThatAre() throws Exception {
        home.write(
                "gateway",
                "\"time\":\"2026-11-26T08:00:09Z\",\"event\":\"settings-changed\",\"changed\":\"access audit\","
                        + "\"policy_version\":\"8fa57a64b2a4\"");
        assertTrue(
                home.audit("tail").out().matches("(?s).*settings-changed +access audit\\b.*"),
                home.audit("tail").out());
    }

    @Test
    void anExchangeIsToldWithItsSignalsAndAllThatIsRecorded() {
        Ran shown = home.audit("show", "x-1");
        assertTrue(shown.out().startsWith("exchange x-1: denied\n"), shown.out());
        for (String what : List.of(
                "signals that stood against the caller: tool-scan, replay",
                "denial-burst: 30 refusals in 12 s, then alert",
                "groups    [\"staff\"]",
                "withheld  true")) {
            assertTrue(shown.out().contains(what), what + " is missing: " + shown.out());
        }
        assertFalse(shown.out().contains("crc"), shown.out());
        assertEquals(
                "x-1",
                JsonMapper.shared()
                        .readTree(home.audit("show", "x-1", "--json").out())
                        .path("signals")
                        .path(0)
                        .path("entry")
                        .path("cause")
                        .asString(""));
        assertEquals(2, home.audit("show", "").code());
        assertEquals(2, home.audit("prove", "").code());
    }

    @Test
    void anExchangeThatIsOnlyCountedIsShownByTheSignalThatItRaised() throws Exception {
        home.write(
                "gateway",
                "\"time\":\"" + longAgo + "\",\"event\":\"signal\",\"signal\":\"denial-burst\",\"then\":\"block\","
                        + "\"explained\":\"30 refusals in 12 s\",\"peer\":\"10.0.0.9\",\"cause\":\"x-9\"");
        Ran shown = home.audit("show", "x-9");
        assertEquals(0, shown.code(), shown.err());
        assertTrue(
                shown.out()
                        .startsWith("exchange x-9: no entry of its own here; it may have been pruned, or be one of many"
                                + " refusals at the door that are only counted\n"),
                shown.out());
        assertTrue(shown.out().contains("denial-burst: 30 refusals in 12 s, then block"), shown.out());
        assertEquals(3, home.audit("show", "x-8").code());
        home.write(
                "gateway",
                "\"time\":\"" + longAgo + "\",\"event\":\"signal\",\"signal\":\"replay\",\"then\":\"alert\","
                        + "\"explained\":\"3\",\"principal\":\"bob\",\"peer\":\"10.0.0.9\",\"cause\":\"x-7\"");
        String ofSomebody = home.audit("show", "x-7").out();
        assertTrue(
                ofSomebody.startsWith("exchange x-7: no entry of its own here; it may have been pruned\n"), ofSomebody);
        assertTrue(ofSomebody.contains("bob"), ofSomebody);
        Path said = Files.writeString(folder.resolve("said.json"), "{}");
        Ran compared = home.audit("show", "x-9", "--arguments", said.toString());
        assertEquals(3, compared.code(), "there are no arguments to compare with");
    }

    @Test
    void whatWasBeforeATimeLongAgoIsFoundWithoutSince() {
        Instant soonAfter = longAgo.plus(Duration.ofHours(1));
        Ran found = home.audit("search", "--until", soonAfter.toString());
        assertTrue(found.out().contains("x-1"), found.out() + found.err());
        assertEquals(0, home.audit("search", "--until", "7d").code());
        assertTrue(home.audit("search", "--until", "1d").out().startsWith("no entry from "), "only where it must");
    }

    @Test
    void aTextIsFoundAsItIsAndAsJsonSpellsIt() throws Exception {
        home.write(
                "gateway",
                "\"time\":\"" + Instant.now()
                        + "\",\"exchange\":\"x-2\",\"event\":\"answered\",\"arguments\":{\"kept\":["
                        + "{\"at\":\"say\",\"value\":\"say \\\"Hi\\\"\"},{\"at\":\"p\",\"value\":{\"C:\\\\Temp\":[\"a\\tb\"]}}]}");
        for (String text : List.of("SAY \"hi\"", "c:\\temp", "c:\\\\temp", "a\tb", "\"at\":\"say\"", "say")) {
            assertTrue(home.audit("search", "--text", text).out().contains("x-2"), text);
        }
        assertTrue(home.audit("search", "--text", "c:\\temp\"").out().startsWith("no entry"));
    }

    @Test
    void anExchangeAtTheEndOfTimeIsShown() throws Exception {
        home.write(
                "gateway",
                "\"time\":\"" + Instant.MAX
                        + "\",\"exchange\":\"x-2\",\"event\":\"answered\",\"policy\":{\"decision\":\"hold\"}");
        Ran shown = home.audit("show", "x-2");
        assertEquals(0, shown.code(), shown.err());
    }
}
