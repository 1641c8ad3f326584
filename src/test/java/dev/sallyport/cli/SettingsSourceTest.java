package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.crypto.TestPki;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.settings.SettingsRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The home's own policy counts where the settings say nothing of what callers may do. */
final class SettingsSourceTest {
    private static final String STATEMENTS =
            "statements: [ { id: %s, effect: permit, principal: [local], resource: ['*'] } ]\n";

    @TempDir
    private Path folder;

    @Test
    void withoutAnyPolicyTheCautiousOneIsInForceUntilThereIsOne() throws IOException {
        SettingsSource source = source(Optional.empty());
        SettingsRead.Loaded loaded = assertInstanceOf(SettingsRead.Loaded.class, source.read());
        assertTrue(loaded.settings().access().isSilent());
        assertFalse(loaded.files().changed());
        policy(STATEMENTS.formatted("home"));
        assertTrue(loaded.files().changed(), "a policy that comes later is seen");
        assertEquals(List.of("home"), ids(source));
    }

    @Test
    void theSettingsComeFirst() throws IOException {
        policy(STATEMENTS.formatted("home"));
        Path file = folder.resolve("sallyport.yaml");
        Files.writeString(file, "access: { " + STATEMENTS.formatted("file").strip() + " }\n");
        assertEquals(List.of("file"), ids(source(Optional.of(file))));
        Files.writeString(file, "servers: {}\n");
        assertEquals(List.of("home"), ids(source(Optional.of(file))));
    }

    @Test
    void aMistakeInItIsToldWithItsPlaceAndNothingIsInForce() throws IOException {
        policy("statements:\n  - { id: x, effect: permit, principal: [nobody], resource: ['*'] }\n");
        SettingsRead.Refused refused = assertInstanceOf(
                SettingsRead.Refused.class, source(Optional.empty()).read());
        String problem = refused.problems().getFirst().toString();
        assertTrue(problem.contains("policy.yaml:2:42: principal must be"), problem);
        Files.delete(folder.resolve("policy.yaml"));
        Files.createDirectory(folder.resolve("policy.yaml"));
        assertInstanceOf(SettingsRead.Refused.class, source(Optional.empty()).read());
    }

    @Test
    void authoritiesOfTheCollectorThatCannotBeReadAreRefusedAtTheStart() throws Exception {
        Path ca = folder.resolve("ca.pem");
        Path file = folder.resolve("sallyport.yaml");
        Files.writeString(file, "telemetry: { otlp: 'https://127.0.0.1:2', ca: " + ca + " }\n");
        SettingsSource source = source(Optional.of(file));
        refused(source, "telemetry.ca: " + ca + " does not exist; ");
        Files.writeString(ca, "junk");
        refused(source, "telemetry.ca: " + ca + " ");
        Files.copy(
                new TestPki(folder).authority("company").certificate("company"),
                ca,
                StandardCopyOption.REPLACE_EXISTING);
        assertTrue(source.load().settings().telemetry().ca().isPresent());
    }

    private static void refused(SettingsSource source, String begin) {
        CommandFailure failure = assertThrows(CommandFailure.class, source::load);
        assertEquals(2, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).startsWith(begin), failure.getMessage());
    }

    private void policy(String text) throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), text);
    }

    private SettingsSource source(Optional<Path> file) {
        return new SettingsSource(file, folder.resolve("policy.yaml"), UnaryOperator.identity());
    }

    private static List<String> ids(SettingsSource source) {
        SettingsRead.Loaded loaded = assertInstanceOf(SettingsRead.Loaded.class, source.read());
        return loaded.settings().access().statements().stream()
                .map(StatementSettings::id)
                .toList();
    }
}
