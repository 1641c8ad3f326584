package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.exit.Words;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    @Test
    void snippetsNameAHomeThatIsNotTheUsualOne() {
        String text = Welcome.of(served(Path.of("/srv/it's home")), true, true);
        assertTrue(text.contains("connect --home '/srv/it'\\''s home'\n"), text);
        assertTrue(text.contains("[\"connect\",\"--home\",\"/srv/it's home\"]"), text);
        assertTrue(text.contains("$(cat '/srv/it'\\''s home/token')"), text);
    }

    @Test
    void snippetsDoNotNameTheUsualHome() {
        String text = Welcome.of(served(Home.usualFolder(Environment.SYSTEM)), true, false);
        assertFalse(text.contains("--home"), text);
        assertFalse(text.contains("  policy  "), text);
        assertTrue(Welcome.of(served(Path.of("/srv/home")), false, true)
                .contains("  policy  none: you may use what only reads"));
    }

    @Test
    void severalServersAreOneForAClient() {
        Served one = served(Path.of("/srv/home"));
        InstanceRecord self = one.record();
        Served several = new Served(new InstanceRecord(
                1,
                Instant.EPOCH,
                "run",
                self.endpoint(),
                List.of("files", "search"),
                List.of("reading"),
                false,
                self.tokenFile(),
                self.caFile(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        String text = Welcome.of(several, false, false);
        assertTrue(text.contains("  search  https://127.0.0.1:7337/mcp/search\n"), text);
        assertTrue(text.contains("  profile reading  https://127.0.0.1:7337/mcp/p/reading\n"), text);
        assertTrue(text.contains("`connect --profile NAME`"), text);
        assertTrue(several.json().contains("\"profiles\":{\"reading\":\"https://127.0.0.1:7337/mcp/p/reading\"}"));
        assertTrue(text.contains("all of them  https://127.0.0.1:7337/mcp\n"), text);
        assertEquals(1, text.split("claude mcp add", -1).length - 1, text);
    }

    @Test
    void aWordIsQuotedOnlyWhereAShellWouldReadItOtherwise() {
        assertEquals("/usr/bin/sallyport-1.0", Words.shell("/usr/bin/sallyport-1.0"));
        assertEquals("'$(id)'", Words.shell("$(id)"));
        assertEquals("'it'\\''s'", Words.shell("it's"));
        assertEquals("''", Words.shell(""));
    }

    @Test
    void theReadmeShowsEveryLineOfTheStart() throws IOException {
        InstanceRecord self = served(Path.of("/home/you/.sallyport"), Optional.of("http://127.0.0.1:39213"))
                .record();
        String readme = Files.readString(Path.of("README.md"));
        List<String> shown = Welcome.of(new Served(self), false, true)
                .lines()
                .takeWhile(line -> !line.startsWith("Claude Code"))
                .filter(line -> line.startsWith("  "))
                .toList();
        assertEquals(5, shown.size());
        assertEquals(
                List.of(),
                shown.stream().filter(line -> !readme.contains(line + "\n")).toList());
    }

    private static Served served(Path home) {
        return served(home, Optional.empty());
    }

    private static Served served(Path home, Optional<String> observability) {
        String url = "https://127.0.0.1:7337/mcp";
        InstanceRecord self = new InstanceRecord(
                1,
                Instant.EPOCH,
                "run",
                url,
                List.of("sample"),
                List.of(),
                true,
                home.resolve("token").toString(),
                Optional.of(home.resolve("tls/loopback/ca.pem").toString()),
                false,
                observability,
                Optional.empty(),
                Optional.empty());
        return new Served(self);
    }
}
