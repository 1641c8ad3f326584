package dev.sallyport.policy;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A condition of generated policies in four ways: as CEL, as Cedar, and as a function of arguments.
 *
 * @param key the argument that it asks for
 * @param value what it compares it with
 * @param form how
 * @param guarded true where it asks first whether the argument is there, so that it never fails where the argument is a number
 */
record Clause(String key, int value, Form form, boolean guarded) {
    enum Form {
        EQUALS,
        ABOVE,
        HAS,
        NEITHER
    }

    /** What conditions of policies say. */
    String cel() {
        String member = "arguments." + key;
        return guard("has(" + member + ")")
                + switch (form) {
                    case EQUALS -> member + " == " + value;
                    case ABOVE -> member + " > " + value;
                    case HAS -> "has(" + member + ")";
                    case NEITHER -> "!(" + member + " == " + value + ")";
                };
    }

    /** The same in Cedar, where the arguments are the context. */
    String cedar() {
        String member = "context." + key;
        return guard("context has " + key)
                + switch (form) {
                    case EQUALS -> member + " == " + value;
                    case ABOVE -> member + " > " + value;
                    case HAS -> "context has " + key;
                    case NEITHER -> "!(" + member + " == " + value + ")";
                };
    }

    private String guard(String has) {
        return guarded ? has + " && " : "";
    }

    /** {@code true}, {@code false}, {@code error}, and empty where the arguments are not known. */
    Optional<String> of(Optional<JsonNode> arguments) {
        if (arguments.isEmpty()) {
            return Optional.empty();
        }
        JsonNode member = arguments.get().path(key);
        if (form == Form.HAS || (guarded && member.isMissingNode())) {
            return Optional.of(Boolean.toString(!member.isMissingNode()));
        }
        boolean fails = member.isMissingNode() || (form == Form.ABOVE && !member.isInt());
        boolean equal = member.isInt() && member.intValue() == value;
        return Optional.of(
                fails
                        ? "error"
                        : Boolean.toString(
                                switch (form) {
                                    case ABOVE -> member.intValue() > value;
                                    case NEITHER -> !equal;
                                    default -> equal;
                                }));
    }
}
