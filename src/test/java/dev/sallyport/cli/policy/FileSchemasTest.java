package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.settings.SettingsSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

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
