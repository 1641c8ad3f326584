package dev.sallyport.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LogFormatTest {
    private static final String END = System.lineSeparator();

    @Test
    void aPersonReadsOneLine() {
        String line = new LogFormat(LogFormat.Form.PLAIN).format(event(Level.WARNING, "server {0} ended", "a"));
        assertEquals("2026-11-25T12:00:00Z WARNING sallyport.child server a ended" + END, line);
    }

    @Test
    void aMessageCannotForgeALineOrColourATerminal() {
        String line = new LogFormat(LogFormat.Form.PLAIN)
                .format(event(Level.INFO, "{0}", "a\r\nERROR\u001b[31m\u202e\u2028b"));
        assertEquals("2026-11-25T12:00:00Z INFO    sallyport.child a  ERROR [31m  b" + END, line);
    }

    @Test
    void onlyTheLevelIsColoured() {
        String line = new LogFormat(LogFormat.Form.COLOUR).format(event(Level.SEVERE, "broken", ""));
        assertEquals("2026-11-25T12:00:00Z \u001b[31mERROR  \u001b[0m sallyport.child broken" + END, line);
    }

    @Test
    void aMachineReadsOneObjectALine() {
        LogRecord event = event(Level.SEVERE, "a \"quoted\"\nmessage", "");
        event.setThrown(new IllegalStateException("why"));
        String line = new LogFormat(LogFormat.Form.JSON).format(event);
        assertEquals(1, line.lines().count());
        JsonNode json = JsonMapper.shared().readTree(line);
        assertEquals("2026-11-25T12:00:00Z", json.path("time").asString());
        assertEquals("ERROR", json.path("level").asString());
        assertEquals("sallyport.child", json.path("logger").asString());
        assertEquals("a \"quoted\"\nmessage", json.path("message").asString());
        assertTrue(json.path("error").asString().startsWith("java.lang.IllegalStateException: why"));
    }

    @Test
    void aMessageIsCut() {
        String line = new LogFormat(LogFormat.Form.PLAIN).format(event(Level.INFO, "{0}", "x".repeat(1 << 20)));
        assertTrue(line.length() < 10_000, () -> line.length() + " characters");
    }

    @Test
    void ourLoggersFollowTheLevelAndLibrariesBeginAtWarning() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logs.install(
                System.Logger.Level.DEBUG,
                new LogFormat(LogFormat.Form.PLAIN),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            System.getLogger("sallyport.test").log(System.Logger.Level.DEBUG, "one");
            System.getLogger("sallyport.test").log(System.Logger.Level.TRACE, "two");
            Logger.getLogger("io.netty.test").info("three");
            Logger.getLogger("io.netty.test").warning("four");
        } finally {
            Logs.install(System.Logger.Level.INFO, new LogFormat(LogFormat.Form.PLAIN), System.err);
        }
        String logged = out.toString(StandardCharsets.UTF_8);
        assertEquals(2, logged.lines().count(), logged);
        assertTrue(logged.contains("DEBUG   sallyport.test one"), logged);
        assertTrue(logged.contains("WARNING io.netty.test four"), logged);
        assertFalse(logged.contains("three"), logged);
    }

    private static LogRecord event(Level level, String message, String parameter) {
        LogRecord event = new LogRecord(level, message);
        event.setInstant(Instant.parse("2026-11-25T12:00:00Z"));
        event.setLoggerName("sallyport.child");
        event.setParameters(new Object[] {parameter});
        return event;
    }
}
