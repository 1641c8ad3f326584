package dev.sallyport.practice.access;

import dev.sallyport.practice.Mode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Statements as lines of YAML that read as the same statements. */
public final class StatementText {
    private StatementText() {}

    /** The item of a list of statements; what is as it is by default is left out. */
    public static String of(StatementSettings statement) {
        StringBuilder line = new StringBuilder("- { id: ").append(plainOr(statement.id()));
        line.append(", effect: ").append(statement.effect().name().toLowerCase(Locale.ROOT));
        line.append(", principal: ").append(list(statement.principal()));
        line.append(", resource: ").append(list(statement.resource()));
        if (!statement.action().equals(StatementSettings.USE)) {
            line.append(", action: ").append(list(statement.action()));
        }
        statement.when().ifPresent(text -> line.append(", when: ").append(quoted(text)));
        statement.unless().ifPresent(text -> line.append(", unless: ").append(quoted(text)));
        if (statement.mode() == Mode.OBSERVE) {
            line.append(", mode: observe");
        }
        statement.advice().ifPresent(text -> line.append(", advice: ").append(quoted(text)));
        if (statement.people() > 1) {
            line.append(", people: ").append(statement.people());
        }
        if (!statement.lifts().isEmpty()) {
            line.append(", lifts: ").append(list(statement.lifts()));
        }
        return line.append(" }").toString();
    }

    /** An id has characters that only quotes make harmless, where a colon is the last. */
    private static String plainOr(String id) {
        return id.matches("[a-zA-Z][a-zA-Z0-9._/-]*") && !id.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? id
                : quoted(id);
    }

    /** A name for a statement about {@code what}, of characters that ids may have. */
    public static String id(String what) {
        String plain = what.replaceAll("[^a-zA-Z0-9._-]+", "-").replaceFirst("^[^a-zA-Z0-9]+", "");
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(what)) {
            // names in other scripts would all become the same
            plain = plain.replaceFirst("-+$", "") + "-" + Integer.toHexString(what.hashCode());
            plain = plain.startsWith("-") ? "statement" + plain : plain;
        }
        return plain.isEmpty() ? "statement" : plain.substring(Math.max(0, plain.length() - 100));
    }

    private static String list(List<String> texts) {
        return texts.stream().map(StatementText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A text of YAML in double quotes that reads as {@code text}; without backticks, which may stand around it. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        // a reference to a variable would be replaced when it is read
        text.replace("${", "$${").codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c == '`' || Character.isISOControl(c) || !isPrintable(c)) {
                quoted.append(String.format(Locale.ROOT, "\\U%08x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
                false;
            default -> true;
        };
    }
}
