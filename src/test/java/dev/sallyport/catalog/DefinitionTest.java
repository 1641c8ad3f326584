package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class DefinitionTest {
    @Test
    void equalDefinitionsAreOneInstance() {
        Definition one = Definition.of("a", json("{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"}}"));
        Definition two = Definition.of("a", json("{\"inputSchema\":{\"type\":\"object\"},\"name\":\"a\"}"));
        assertEquals(one, two);
        assertSame(one, two);
    }

    @Test
    void oneChangedMemberMakesAnother() {
        Definition one = Definition.of("a", json("{\"name\":\"a\",\"description\":\"reads\"}"));
        Definition two = Definition.of("a", json("{\"name\":\"a\",\"description\":\"writes\"}"));
        assertNotEquals(one, two);
        assertEquals("writes", two.member("description").asString());
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
