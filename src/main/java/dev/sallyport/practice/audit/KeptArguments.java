package dev.sallyport.practice.audit;

import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.protocol.json.Clip;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of arguments is kept in the ledger: single values with the place of each, secrets taken out, long texts cut, 64 values and 4 KiB at
 * most. Nothing without a rule.
 */
final class KeptArguments {
    private static final int VALUES_MAX = 64;
    private static final int BYTES_MAX = 4 * 1024;
    private static final int TEXT_CHARS_MAX = 256;
    private static final int PLACE_CHARS_MAX = 256;
    private static final int AROUND_BYTES = "{\"at\":\"\",\"value\":\"\",\"cut\":1234567890},".length();
    private static final String EACH = "*";

    private final List<Rule> rules;
    private final UnaryOperator<String> masked;

    /** A rule with its patterns read. */
    private record Rule(List<ResourcePattern> resources, List<List<String>> paths) {
        boolean isAbout(String server, String name) {
            return resources.stream().anyMatch(resource -> resource.covers(server, name));
        }
    }

    /** Keeps what {@code rules} say; {@code masked} takes secrets out of a text. */
    KeptArguments(List<KeepRule> rules, UnaryOperator<String> masked) {
        this.rules = rules.stream()
                .map(rule -> new Rule(rule.resources(), rule.paths()))
                .toList();
        this.masked = masked;
    }

    /** What an entry says of the {@code arguments} of {@code server}'s {@code name}; empty where nothing is kept. */
    Optional<ObjectNode> of(String server, String name, JsonNode arguments) {
        Gathering gathering = null;
        for (Rule rule : rules) {
            if (rule.isAbout(server, name)) {
                gathering = gathering == null ? new Gathering() : gathering;
                for (List<String> path : rule.paths()) {
                    gathering.follow(arguments, path, "");
                }
            }
        }
        return gathering == null ? Optional.empty() : gathering.kept();
    }

    /** The values of one call, gathered. */
    private final class Gathering {
        private final ArrayNode values = JsonNodeFactory.instance.arrayNode();
        private final Set<String> places = new HashSet<>();
        private int roomBytes = BYTES_MAX;
        private boolean more;

        Optional<ObjectNode> kept() {
            if (values.isEmpty() && !more) {
                return Optional.empty();
            }
            ObjectNode kept = JsonNodeFactory.instance.objectNode();
            kept.set("kept", values);
            if (more) {
                kept.put("more", true);
            }
            return Optional.of(kept);
        }

        /** Goes down {@code path} from {@code node}, which is at {@code place}. */
        void follow(JsonNode node, List<String> path, String place) {
            if (path.isEmpty()) {
                below(node, place);
                return;
            }
            String name = path.getFirst();
            List<String> rest = path.subList(1, path.size());
            if (node.isArray()) {
                for (int i = 0; i < node.size() && !more; i++) {
                    if (name.equals(EACH) || name.equals(Integer.toString(i))) {
                        follow(node.path(i), rest, place + "/" + i);
                    }
                }
            } else if (node.has(name)) {
                follow(node.path(name), rest, place + "/" + escaped(name));
            }
        }

        /** Keeps all values of {@code node}. */
        private void below(JsonNode node, String place) {
            if (more || place.length() > PLACE_CHARS_MAX) {
                more = true;
            } else if (node.isObject()) {
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    below(member.getValue(), place + "/" + escaped(member.getKey()));
                }
            } else if (node.isArray()) {
                for (int i = 0; i < node.size() && !more; i++) {
                    below(node.path(i), place + "/" + i);
                }
            } else if (places.add(place)) {
                value(node, masked.apply(place));
            }
        }

        private void value(JsonNode node, String place) {
            String text = node.isString() ? masked.apply(node.stringValue()) : node.toString();
            boolean whole = text.length() <= TEXT_CHARS_MAX;
            String shown = Clip.start(text, TEXT_CHARS_MAX);
            roomBytes -= AROUND_BYTES + bytes(place) + bytes(shown);
            if (roomBytes < 0 || values.size() == VALUES_MAX) {
                more = true;
                return;
            }
            ObjectNode value = values.addObject().put("at", place);
            if (whole && !node.isString()) {
                value.set("value", node);
            } else {
                value.put("value", shown);
            }
            if (!whole) {
                value.put("cut", text.length() - shown.length());
            }
        }

        /** As many bytes as it takes in the entry, or a few more. */
        private static int bytes(String text) {
            int bytes = 0;
            for (int i = 0; i < text.length(); i++) {
                char unit = text.charAt(i);
                bytes += unit < ' ' ? 6 : unit == '"' || unit == '\\' ? 2 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
            }
            return bytes;
        }

        private static String escaped(String name) {
            return name.replace("~", "~0").replace("/", "~1");
        }
    }
}
