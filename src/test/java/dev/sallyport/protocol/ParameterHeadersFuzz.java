package dev.sallyport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whatever a schema marks and a call holds, the fields that we derive are fields, and agree; a changed one never does. */
final class ParameterHeadersFuzz {
    private static final String[] NAMES = {"a", "b", "c", "d"};
    private static final String[] TEXTS = {"", "x", " x", "é", "=?base64?eA==?=", "1", "1.0", "a\r\nb: c", "\u0000"};

    @FuzzTest
    void derivedFieldsAgreeAndNoFieldDoesHarm(FuzzedDataProvider data) {
        ObjectNode schema = JsonMapper.shared().createObjectNode();
        ObjectNode arguments = JsonMapper.shared().createObjectNode();
        fill(data::consumeLong, schema, arguments, "P");
        check(schema, arguments, data.consumeRemainingAsString());
    }

    @Test
    void derivedFieldsAgree() {
        Random random = new Random(9110);
        int marked = 0;
        for (int i = 0; i < 20_000; i++) {
            ObjectNode schema = JsonMapper.shared().createObjectNode();
            ObjectNode arguments = JsonMapper.shared().createObjectNode();
            fill(random, schema, arguments, "P");
            marked += check(schema, arguments, TEXTS[random.nextInt(TEXTS.length)]);
        }
        assertTrue(marked > 5_000, "fields " + marked);
    }

    private static int check(ObjectNode schema, ObjectNode arguments, String other) {
        Map<String, String> fields = ParameterHeaders.of(schema, arguments);
        fields.forEach((name, value) -> {
            assertTrue(name.matches("Mcp-Param-[!-9;-~]+"), name);
            assertTrue(value.chars().allMatch(c -> c >= ' ' && c <= '~'), value);
        });
        assertTrue(ParameterHeaders.agree(schema, arguments, name -> fields.getOrDefault(name, "")));
        for (String name : fields.keySet()) {
            String changed = HeaderText.encode(HeaderText.decode(fields.get(name)) + "y");
            assertFalse(ParameterHeaders.agree(
                    schema, arguments, each -> each.equals(name) ? changed : fields.getOrDefault(each, "")));
        }
        ParameterHeaders.agree(schema, arguments, _ -> other);
        ProtocolVersion version = ProtocolVersion.of(other);
        assertTrue(version == ProtocolVersion.UNKNOWN || version.text().equals(other));
        assertEquals(version, ProtocolVersion.of(version.text()));
        return fields.size();
    }

    /** Members of some names, each with a value or none and, where it is marked, with a mark of its own. */
    private static void fill(RandomGenerator random, ObjectNode schema, ObjectNode arguments, String mark) {
        ObjectNode properties = schema.putObject("properties");
        for (int i = random.nextInt(NAMES.length); i >= 0; i--) {
            ObjectNode property = properties.putObject(NAMES[i]);
            if (random.nextInt(3) > 0) {
                // the place is the mark, so that no two are the same; one that is no token counts as none
                property.put("x-mcp-header", random.nextInt(8) == 0 ? "no token" : mark + i);
            }
            switch (random.nextInt(7)) {
                case 0 -> arguments.put(NAMES[i], TEXTS[random.nextInt(TEXTS.length)]);
                case 1 -> arguments.put(NAMES[i], random.nextInt() / 8.0);
                case 2 -> arguments.put(NAMES[i], random.nextLong());
                case 3 -> arguments.put(NAMES[i], random.nextBoolean());
                case 4 -> arguments.putNull(NAMES[i]);
                case 5 -> {
                    if (mark.length() < 4) {
                        fill(random, property, arguments.putObject(NAMES[i]), mark + i);
                    }
                }
                default -> {}
            }
        }
    }
}
