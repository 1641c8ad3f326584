package dev.sallyport.policy.condition;

import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.values.NullValue;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the values of conditions, without a copy. */
public final class JsonView {
    private JsonView() {}

    /** The members of an object; none where {@code node} is no object. */
    public static Map<String, Object> of(JsonNode node) {
        return new CelMap(node instanceof ObjectNode object ? new Members(object) : Map.of());
    }

    /** A number that fits neither 64 bits nor a double exactly enough is an error: no condition could compare it rightly. */
    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> of(node);
            case ARRAY -> new Elements(node);
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(JsonNode node) {
        if (node.isIntegralNumber()) {
            BigInteger value = node.bigIntegerValue();
            if (value.bitLength() < Long.SIZE) {
                return value.longValue();
            }
        } else {
            double value = node.decimalValue().doubleValue();
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw new CelNumericOverflowException("the number is too large");
    }

    private static final class Members extends AbstractMap<String, Object> {
        private final ObjectNode object;

        Members(ObjectNode object) {
            this.object = object;
        }

        @Override
        public @Nullable Object get(Object key) {
            JsonNode member = key instanceof String name ? object.get(name) : null;
            return member == null ? null : value(member);
        }

        @Override
        public boolean containsKey(Object key) {
            return key instanceof String name && object.has(name);
        }

        @Override
        public int size() {
            return object.size();
        }

        @Override
        public Set<String> keySet() {
            Set<String> names = new LinkedHashSet<>();
            object.properties().forEach(member -> names.add(member.getKey()));
            return names;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            Set<Entry<String, Object>> entries = new LinkedHashSet<>();
            object.properties().forEach(member -> entries.add(new Member(member.getKey(), member.getValue())));
            return entries;
        }
    }

    /** A member whose value is looked at only where it is wanted. */
    private record Member(String name, JsonNode node) implements Map.Entry<String, Object> {
        @Override
        public String getKey() {
            return name;
        }

        @Override
        public Object getValue() {
            return value(node);
        }

        @Override
        public Object setValue(Object value) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Elements extends AbstractList<Object> implements RandomAccess {
        private final JsonNode array;

        Elements(JsonNode array) {
            this.array = array;
        }

        @Override
        public Object get(int index) {
            return value(array.get(index));
        }

        @Override
        public int size() {
            return array.size();
        }
    }
}
