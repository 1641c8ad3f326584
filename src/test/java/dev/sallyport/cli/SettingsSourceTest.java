package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.settings.SettingsRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
