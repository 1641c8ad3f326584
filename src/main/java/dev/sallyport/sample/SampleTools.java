package dev.sallyport.sample;

import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The tools of the sample server: none of them changes anything. */
final class SampleTools {
    private static final int TEXT_CHARS_MAX = 65_536;

    private final InstantSource clock;

    SampleTools(InstantSource clock) {
        this.clock = clock;
    }

    /** What a call came to; wrong arguments are an outcome that a model can read and mend, not a protocol error. */
    private sealed interface Outcome {
        record Done(ObjectNode structured) implements Outcome {}

        record Wrong(String sentence) implements Outcome {}
    }

    /** The reply to a call of tool {@code name}; {@code progress} hears each step of one that has steps. */
    Reply call(String name, JsonNode arguments, IntConsumer progress) {
        Outcome outcome =
                switch (name) {
                    case "echo" -> echo(arguments);
                    case "add" -> add(arguments);
                    case "word_count" -> wordCount(arguments);
                    case "now" -> now(arguments);
                    case "countdown" -> countdown(arguments, progress);
                    default -> null;
                };
        return switch (outcome) {
            case null -> Reply.invalid("unknown tool");
            case Outcome.Done(ObjectNode structured) -> done(structured);
            case Outcome.Wrong(String sentence) -> wrong(sentence);
        };
    }

    private static Outcome echo(JsonNode arguments) {
        return isText(arguments)
                ? new Outcome.Done(object().put("text", arguments.path("text").stringValue()))
                : new Outcome.Wrong("give the argument text, a string of at most 65536 characters, and nothing else");
    }

    private static Outcome add(JsonNode arguments) {
        JsonNode a = arguments.path("a");
        JsonNode b = arguments.path("b");
        if (!hasOnly(arguments, Set.of("a", "b")) || !a.isNumber() || !b.isNumber()) {
            return new Outcome.Wrong("give the arguments a and b, both numbers, and nothing else");
        }
        if (a.canConvertToLong() && b.canConvertToLong() && a.isIntegralNumber() && b.isIntegralNumber()) {
            long sum = a.longValue() + b.longValue();
            if (((a.longValue() ^ sum) & (b.longValue() ^ sum)) >= 0) {
                return new Outcome.Done(object().put("sum", sum));
            }
        }
        double sum = a.doubleValue() + b.doubleValue();
        return Double.isFinite(sum)
                ? new Outcome.Done(object().put("sum", sum))
                : new Outcome.Wrong("the sum is too large for a number");
    }

    private static Outcome wordCount(JsonNode arguments) {
        if (!isText(arguments)) {
            return new Outcome.Wrong("give the argument text, a string of at most 65536 characters, and nothing else");
        }
        String text = arguments.path("text").stringValue();
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean blank = Character.isWhitespace(text.charAt(i));
            words += !blank && !inside ? 1 : 0;
            inside = !blank;
        }
        return new Outcome.Done(object().put("words", words)
                .put("characters", text.codePointCount(0, text.length()))
                .put("lines", text.lines().count()));
    }

    private Outcome now(JsonNode arguments) {
        JsonNode zone = arguments.path("zone");
        if (!hasOnly(arguments, Set.of("zone")) || !(zone.isMissingNode() || zone.isString())) {
            return new Outcome.Wrong("give the argument zone, an IANA time zone such as Asia/Taipei, or none");
        }
        try {
            ZoneId id = ZoneId.of(zone.isString() ? zone.stringValue() : "UTC");
            String time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).atZone(id));
            return new Outcome.Done(object().put("time", time).put("zone", id.getId()));
        } catch (DateTimeException e) {
            return new Outcome.Wrong("there is no such time zone; use an IANA name such as Asia/Taipei");
        }
    }

    private static Outcome countdown(JsonNode arguments, IntConsumer progress) {
        JsonNode from = arguments.path("from");
        if (!hasOnly(arguments, Set.of("from"))
                || !from.isIntegralNumber()
                || !from.canConvertToInt()
                || from.intValue() < 1
                || from.intValue() > 100) {
            return new Outcome.Wrong("give the argument from, a whole number from 1 to 100, and nothing else");
        }
        for (int step = 1; step <= from.intValue(); step++) {
            progress.accept(step);
        }
        return new Outcome.Done(object().put("steps", from.intValue()));
    }

    private static boolean isText(JsonNode arguments) {
        JsonNode text = arguments.path("text");
        return hasOnly(arguments, Set.of("text"))
                && text.isString()
                && text.stringValue().length() <= TEXT_CHARS_MAX;
    }

    private static boolean hasOnly(JsonNode arguments, Set<String> names) {
        return names.containsAll(arguments.propertyNames());
    }

    /** The structured result, and the same as text for clients that know no other. Source: MCP 2026-07-28, Tools. */
    private static Reply done(ObjectNode structured) {
        Reply.Result reply = Reply.result();
        text(reply.body(), structured.toString());
        reply.body().set("structuredContent", structured);
        return reply;
    }

    private static Reply wrong(String sentence) {
        Reply.Result reply = Reply.result();
        text(reply.body(), sentence);
        reply.body().put("isError", true);
        return reply;
    }

    private static void text(ObjectNode result, String text) {
        result.putArray("content").addObject().put("type", "text").put("text", text);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
