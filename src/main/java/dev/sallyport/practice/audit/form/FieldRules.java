package dev.sallyport.practice.audit.form;

import dev.sallyport.practice.Unfit;
import dev.sallyport.protocol.digest.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of an entry is not sent, by the names of its members; a member of a member is named like {@code policy.claims}.
 *
 * @param drop what is left out
 * @param digest of what the SHA-256 is sent in place of the value: enough to join entries; whoever can guess the value can confirm it
 */
public record FieldRules(List<String> drop, List<String> digest) {
    /** Everything is sent as it is. */
    public static final FieldRules NONE = new FieldRules(List.of(), List.of());

    /** The form of a name. */
    public static final String NAME = "[a-z0-9_-]{1,64}(?:\\.[a-z0-9_-]{1,64}){0,3}";

    private static final Pattern NAMES = Pattern.compile(NAME);
    private static final int RULES_MAX = 64;
    private static final int DIGEST_BYTES = 12;
    private static final String CHECK = "crc";
    /** Without these nobody could tell what an entry is. */
    private static final List<String> KEPT = List.of("n", "time", "event");

    public FieldRules {
        drop = checked("drop", drop);
        digest = checked("digest", digest);
    }

    private static List<String> checked(String key, List<String> names) {
        for (String name : names) {
            if (!NAMES.matcher(name).matches() || KEPT.contains(name)) {
                throw new IllegalArgumentException(key
                        + " must name members of entries such as `peer` or `policy.claims`, and not n, time or event");
            }
            if (!EntryMembers.has(name)) {
                throw new Unfit(
                        key + " must name members that entries can have, unlike `" + name + "`",
                        EntryMembers.suggestion(name));
            }
        }
        if (names.size() > RULES_MAX) {
            throw new IllegalArgumentException(key + " must be " + RULES_MAX + " names at most");
        }
        return List.copyOf(names);
    }

    /** True where nothing is taken out. */
    public boolean isEmpty() {
        return drop.isEmpty() && digest.isEmpty();
    }

    /** Takes it out of {@code entry}, with the check of the line, which would fit no more. */
    public void apply(ObjectNode entry) {
        if (isEmpty()) {
            return;
        }
        entry.remove(CHECK);
        drop.forEach(name -> each(entry, name, ObjectNode::remove));
        digest.forEach(name -> each(entry, name, (object, member) -> {
            JsonNode value = object.path(member);
            if (!value.isMissingNode() && !value.isNull()) {
                object.put(member, digest(value));
            }
        }));
    }

    private static void each(JsonNode in, String name, BiConsumer<ObjectNode, String> what) {
        if (in.isArray()) {
            in.forEach(item -> each(item, name, what));
        } else if (in instanceof ObjectNode object) {
            int dot = name.indexOf('.');
            if (dot < 0) {
                what.accept(object, name);
            } else {
                each(object.path(name.substring(0, dot)), name.substring(dot + 1), what);
            }
        }
    }

    private static String digest(JsonNode value) {
        String text = value.isString() ? value.asString() : value.toString();
        return "sha256:" + HexFormat.of().formatHex(Sha256.of(text), 0, DIGEST_BYTES);
    }
}
