package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.practice.access.RoleSettings;
import dev.sallyport.practice.access.approval.ApprovalSettings;
import dev.sallyport.settings.SettingsSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** What editors are told of policy files and test tables fits what is read. */
final class FileSchemasTest {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Test
    void aPolicyFileFitsAndAnUnknownKeyDoesNot() {
        Schema schema = SCHEMAS.getSchema(SettingsSchema.json(PolicyFile.class, "t"), InputFormat.JSON);
        String sound =
                "{\"statements\":[{\"id\":\"a\",\"effect\":\"permit\",\"principal\":[\"local\"],\"resource\":[\"x\"],\"when\":\"true\"}]}";
        assertEquals(List.of(), schema.validate(sound, InputFormat.JSON));
        assertFalse(
                schema.validate(sound.replace("when", "wen"), InputFormat.JSON).isEmpty());
        assertFalse(schema.validate(sound.replace("permit", "allow"), InputFormat.JSON)
                .isEmpty());
        assertFalse(schema.validate(sound.replace("\"id\":\"a\",", ""), InputFormat.JSON)
                .isEmpty());
    }

    @Test
    void whatServersOfferIsCompletedAndWhatTheyDoNotIsMarked() {
        JsonNode tool = JsonMapper.shared()
                .readTree("{\"name\":\"讀取檔案\",\"inputSchema\":{\"properties\":{\"path\":{},\"a-b\":{}}}}");
        Inventory files = new Inventory.Known(
                Map.of(
                        Kind.TOOL, Inventory.Items.read(Kind.TOOL, List.of(tool)),
                        Kind.TEMPLATE,
                                Inventory.Items.read(
                                        Kind.TEMPLATE,
                                        List.of(JsonMapper.shared().readTree("{\"uriTemplate\":\"file:///{path}\"}")))),
                JsonNodeFactory.instance.objectNode(),
                "",
                MissingNode.getInstance());
        AccessSettings access = new AccessSettings(
                Mode.ENFORCE,
                List.of(),
                List.of(),
                Map.of("reader", new RoleSettings(List.of("local"), List.of("files"))),
                ApprovalSettings.DEFAULT);
        String text = SettingsSchema.json(
                PolicyFile.class,
                "t",
                new KnownWords(List.of("files", "gone"), Map.of("files", files), access).schemas());
        assertTrue(text.contains("arguments.path") && text.contains("arguments[\\\"a-b\\\"]"), text);
        Schema schema = SCHEMAS.getSchema(text, InputFormat.JSON);
        for (String sound : List.of(
                "files/讀取檔案", "files", "*", "files/讀*", "*/any", "gone/any", "files/file:///x", "${SERVER}/x")) {
            assertEquals(List.of(), schema.validate(statement("local", sound), InputFormat.JSON), sound);
        }
        for (String unknown : List.of("files/讀取", "file", "files/", "elsewhere/x")) {
            assertFalse(
                    schema.validate(statement("local", unknown), InputFormat.JSON)
                            .isEmpty(),
                    unknown);
        }
        assertEquals(List.of(), schema.validate(statement("role:reader", "files"), InputFormat.JSON));
        assertEquals(List.of(), schema.validate(statement("group:任何人", "files"), InputFormat.JSON));
        assertFalse(schema.validate(statement("role:raeder", "files"), InputFormat.JSON)
                .isEmpty());
    }

    private static String statement(String principal, String resource) {
        return "{\"statements\":[{\"id\":\"a\",\"effect\":\"permit\",\"principal\":[\"" + principal
                + "\"],\"resource\":[\"" + resource + "\"]}]}";
    }

    @Test
    void aTableFitsWithAnyArguments() {
        Schema schema = SCHEMAS.getSchema(SettingsSchema.json(PolicyTable.class, "t"), InputFormat.JSON);
        String sound =
                "{\"cases\":[{\"as\":[\"local\"],\"call\":\"x/y\",\"expect\":\"deny\",\"arguments\":{\"a\":[1,{\"b\":null}]},\"claims\":{\"g\":[\"h\"]}}]}";
        assertEquals(List.of(), schema.validate(sound, InputFormat.JSON));
        assertFalse(
                schema.validate(sound.replace("deny", "no"), InputFormat.JSON).isEmpty());
        assertFalse(schema.validate(sound.replace("expect", "expected"), InputFormat.JSON)
                .isEmpty());
    }
}
