package dev.sallyport.practice.ratelimit;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * The argument whose values have a count of their own: the one at a JSON pointer, or those that the settings of servers declare to be of a
 * class. What could be written in several ways, or be of any length, is one value, so that nobody gets a fresh count by writing it otherwise.
 *
 * @param text the pointer or the class; empty where no argument is meant
 * @param places of a class: where it stands, by server and tool
 */
record Argument(String text, Map<String, Map<String, List<JsonPointer>>> places) {
    /** What the whole text matches: a JSON pointer, or the word of a class. Source: RFC 6901. */
    private static final Pattern FORM = Pattern.compile("(/([^~/]|~[01])*)+|[a-z][a-z-]{0,31}");

    private static final int VALUE_CHARS_MAX = 1024;

    /** Longer ones are kept as a hash. */
    private static final int PLAIN_CHARS_MAX = 64;

    /** All that is no single value: absent, an object, an array, very long. */
    private static final String OTHER = "other";

    /** True where {@code text} is a pointer or a word. */
    static boolean isOne(String text) {
        return text.length() <= 256 && FORM.matcher(text).matches();
    }

    /** The argument that {@code text} names; {@code classes} are those declared, by server, tool and pointer. */
    static Argument of(String text, Map<String, Map<String, Map<String, String>>> classes) {
        if (text.isEmpty() || text.startsWith("/")) {
            return new Argument(text, Map.of());
        }
        Map<String, Map<String, List<JsonPointer>>> places = new HashMap<>();
        classes.forEach((server, tools) -> tools.forEach((tool, pointers) -> {
            List<JsonPointer> found = pointers.entrySet().stream()
                    .filter(each -> each.getValue().equals(text))
                    .map(each -> JsonPointer.compile(each.getKey()))
                    .toList();
            if (!found.isEmpty()) {
                places.computeIfAbsent(server, _ -> new HashMap<>()).put(tool, found);
            }
        }));
        return new Argument(text, places);
    }

    /** True where {@code charge} has such an argument, or none is meant. */
    boolean isOf(Charge charge) {
        return text.isEmpty() || text.startsWith("/") || !places(charge).isEmpty();
    }

    /** The value in {@code arguments}, as a key. */
    Object in(JsonNode arguments, Charge charge) {
        if (text.startsWith("/")) {
            return value(arguments.at(JsonPointer.compile(text)));
        }
        List<Object> values = new ArrayList<>();
        places(charge).forEach(place -> values.add(value(arguments.at(place))));
        return values;
    }

    private List<JsonPointer> places(Charge charge) {
        return places.getOrDefault(charge.server(), Map.of()).getOrDefault(charge.name(), List.of());
    }

    private static String value(JsonNode node) {
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return Math.abs((long) number.scale()) > PLAIN_CHARS_MAX || number.precision() > PLAIN_CHARS_MAX
                    ? OTHER
                    : "=" + number.stripTrailingZeros().toPlainString();
        }
        if (node.isBoolean()) {
            return "=" + node.booleanValue();
        }
        if (!node.isString() || node.stringValue().length() > VALUE_CHARS_MAX) {
            return OTHER;
        }
        String plain =
                Normalizer.normalize(node.stringValue(), Form.NFKC).strip().toLowerCase(Locale.ROOT);
        return plain.length() > PLAIN_CHARS_MAX ? "#" + SharedKey.hash(plain) : "=" + plain;
    }
}
