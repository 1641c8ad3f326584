package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.binding.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void anAbsentFileIsRefusedAndItsAppearanceIsAChange() throws IOException {
        Path file = folder.resolve("sallyport.yaml");
        SettingsRead.Refused refused = assertInstanceOf(SettingsRead.Refused.class, load(file, Map.of()));
        assertEquals(file + ": does not exist", refused.problems().getFirst().toString());
        assertFalse(refused.files().changed());
        Files.writeString(file, "listen: 127.0.0.1:1\n");
        assertTrue(refused.files().changed());
    }

    @Test
    void aFolderAndAFileThatIsTooLargeAreRefused() throws IOException {
        SettingsRead.Refused refused = assertInstanceOf(SettingsRead.Refused.class, load(folder, Map.of()));
        assertEquals("is not a plain file", refused.problems().getFirst().message());
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
        refused = assertInstanceOf(SettingsRead.Refused.class, load(large, Map.of()));
        assertEquals("is larger than 1024KiB", refused.problems().getFirst().message());
    }

    @Test
    void aChangeOfAReferencedFileIsAChange() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "one");
        Path file = Files.writeString(
                folder.resolve("sallyport.yaml"),
                "servers: { a: { url: 'https://example.com', headers: { X-Key: 'file:key' } } }");
        SettingsRead.Loaded loaded = assertInstanceOf(SettingsRead.Loaded.class, load(file, Map.of()));
        assertFalse(loaded.files().changed());
        Files.writeString(key, "three");
        assertTrue(loaded.files().changed());
    }

    @Test
    void referencesAreReplacedAndTheNewlineAtTheEndOfASecretFileIsNot() throws IOException {
        Files.writeString(folder.resolve("key"), "se cret\n\n");
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), """
                listen: 127.0.0.1:${PORT}
                servers:
                  a:
                    command: ["file:plain", "$${A}", "$A", "${EMPTY:-b}${PORT}"]
                    env:
                      FILE: file:key
                      TWO: ${PORT}-${PORT}
                      ESCAPED: "$${PORT} $$PORT"
                      EMPTY: ${EMPTY}
                    children-max: ${PORT}
                validation: { infer-arguments: "${NO}" }
                """);
        Map<String, String> variables = Map.of("PORT", "80", "EMPTY", "", "NO", "false");
        SettingsRead.Loaded loaded = assertInstanceOf(SettingsRead.Loaded.class, load(file, variables));
        LocalServer server =
                assertInstanceOf(LocalServer.class, loaded.settings().servers().get("a"));
        assertEquals(new HostPort("127.0.0.1", 80), loaded.settings().listen());
        assertFalse(loaded.settings().validation().inferArguments());
        assertEquals(List.of("file:plain", "${A}", "$A", "b80"), server.command());
        assertEquals(80, server.childrenMax());
        assertEquals(
                Map.of(
                        "FILE", new Secret("se cret\n"),
                        "TWO", new Secret("80-80"),
                        "ESCAPED", new Secret("${PORT} $$PORT"),
                        "EMPTY", new Secret("")),
                server.env());
        assertFalse(loaded.toString().contains("se cret"));
    }

    @Test
    void unsafeSettingsAreReportedByName() throws IOException {
        Path file = Files.writeString(folder.resolve("sallyport.yaml"), """
                servers: { a: { url: "http://example.com/mcp", insecure-http: true } }
                validation: { mode: observe }
                """);
        SettingsRead.Loaded loaded = assertInstanceOf(SettingsRead.Loaded.class, load(file, Map.of()));
        assertEquals(
                List.of("servers.a.insecure-http", "validation.mode"),
                loaded.warnings().stream()
                        .map(w -> w.replaceFirst("(:| is ).*", ""))
                        .toList());
    }

    @Test
    void theSystemEnvironmentKnowsWhatIsSet() {
        assertEquals(Optional.ofNullable(System.getenv("PATH")), Environment.SYSTEM.variable("PATH"));
        assertEquals(Optional.empty(), Environment.SYSTEM.variable("SALLYPORT_NOT_SET_BY_ANYBODY"));
    }

    private static SettingsRead load(Path file, Map<String, String> variables) {
        return SettingsLoader.load(file, name -> Optional.ofNullable(variables.get(name)));
    }
}
