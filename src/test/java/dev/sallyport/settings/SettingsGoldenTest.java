package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.binding.SettingsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.json.JsonMapper;

/**
 * A case is a file: a good one lies beside its effective settings, a bad one beside its problems. With
 * {@code -Dgolden.write=true} the expectations are written anew; read the difference before committing it.
 */
final class SettingsGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/settings");
    private static final Map<String, String> VARIABLES = Map.of("API_KEY", "s3cret-variable", "CHILDREN", "7");
    private static final Environment ENVIRONMENT = name -> Optional.ofNullable(VARIABLES.get(name));

    static List<Path> good() throws IOException {
        return cases("good", ".yaml").stream()
                .filter(file -> !file.toString().endsWith(".effective.yaml"))
                .toList();
    }

    static List<Path> bad() throws IOException {
        return cases("bad", ".yaml");
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodFileHasTheseEffectiveSettings(Path file) throws IOException {
        SettingsRead.Loaded loaded =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, ENVIRONMENT));
        String yaml = SettingsPrinter.yaml(loaded);
        expect(beside(file, ".effective.yaml"), yaml);
        for (String secret : List.of("s3cret", "hunter2")) {
            assertFalse(yaml.contains(secret), yaml);
            assertFalse(SettingsPrinter.json(loaded).contains(secret), yaml);
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void theEffectiveSettingsGiveTheSameSettingsWhereNothingIsMasked(Path file) {
        SettingsRead.Loaded loaded =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, ENVIRONMENT));
        String yaml = SettingsPrinter.yaml(loaded);
        SettingsRead again = SettingsLoader.read(file, bytes(yaml), ENVIRONMENT, new SettingsFiles());
        SettingsRead.Loaded reloaded = assertInstanceOf(SettingsRead.Loaded.class, again);
        assertEquals(yaml, SettingsPrinter.yaml(reloaded));
        if (!yaml.contains(Secret.MASK)) {
            assertEquals(loaded.settings(), reloaded.settings());
        } else {
            assertEquals(withoutServers(loaded.settings()), withoutServers(reloaded.settings()));
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadFileHasTheseProblems(Path file) throws IOException {
        SettingsRead read = SettingsLoader.load(file, ENVIRONMENT);
        SettingsRead.Refused refused = assertInstanceOf(SettingsRead.Refused.class, read);
        String problems = refused.problems().stream()
                .map(problem -> problem.toString().replace(CASES + "/bad/", "") + "\n")
                .collect(Collectors.joining());
        assertFalse(problems.isEmpty());
        assertFalse(problems.contains("s3cret") || problems.contains("hunter2"), problems);
        assertTrue(problems.chars().allMatch(c -> c == '\n' || c >= ' '), problems);
        expect(beside(file, ".txt"), problems);
    }

    @Test
    void theSchemaIsValidAndJudgesTheStructureAsTheLoaderDoes() throws IOException {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        Schema meta = registry.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertEquals(List.of(), meta.validate(SettingsSchema.json(), InputFormat.JSON));
        Schema schema = registry.getSchema(SettingsSchema.json(), InputFormat.JSON);
        for (Path file : good()) {
            assertEquals(List.of(), schema.validate(json(file), InputFormat.JSON), file.toString());
        }
        List<Path> structural = bad().stream()
                .filter(file -> file.getFileName().toString().startsWith("structure-"))
                .toList();
        assertTrue(structural.size() >= 5);
        for (Path file : structural) {
            assertFalse(schema.validate(json(file), InputFormat.JSON).isEmpty(), file.toString());
        }
    }

    private static String json(Path file) throws IOException {
        Load load = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build());
        Object tree = load.loadFromString(Files.readString(file));
        return JsonMapper.builder().build().writeValueAsString(tree == null ? Map.of() : tree);
    }

    private static Settings withoutServers(Settings s) {
        return new Settings(
                s.listen(),
                s.observabilityListen(),
                s.publicUrl(),
                s.trustedProxies(),
                s.origins(),
                s.egressProxy(),
                Map.of(),
                Map.of(),
                s.search(),
                s.identity().withoutServers(),
                s.access(),
                s.scope().withoutServers(),
                s.ratelimit(),
                s.store(),
                s.limits(),
                s.token(),
                s.tls(),
                s.session(),
                s.validation(),
                s.audit(),
                s.sinks(),
                s.telemetry());
    }

    private static void expect(Path expectation, String actual) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expectation, actual);
        }
        assertEquals(Files.readString(expectation), actual);
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName().toString().replace(".yaml", ending));
    }

    private static List<Path> cases(String folder, String ending) throws IOException {
        try (var files = Files.list(CASES.resolve(folder))) {
            List<Path> cases = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assertFalse(cases.isEmpty());
            return cases;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
