package dev.sallyport.settings.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/**
 * Reads the strict part of YAML 1.2 that settings need: one document, no anchors, aliases or tags, each key once and a
 * scalar, at most 16 levels and 1,000 members.
 *
 * <p>It works on the events of the parser, pulled one at a time, so that a bound stops the parser too.
 */
public final class YamlReader {
    private static final int DEPTH_MAX = 16;
    private static final int MEMBERS_MAX = 1000;
    private static final int KEY_CHARS_MAX = 256;
    private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);

    private final Iterator<Event> events;
    private final Problems problems;

    private YamlReader(Iterator<Event> events, Problems problems) {
        this.events = events;
        this.problems = problems;
    }

    /** The one document in {@code text}, or empty where there is none or the text cannot be read further. */
    public static Optional<Node> read(String text, Problems problems) {
        try {
            LoadSettings settings = LoadSettings.builder().build();
            return new YamlReader(new Parse(settings).parseString(text).iterator(), problems).document();
        } catch (MarkedYamlEngineException e) {
            explain(e, problems);
        } catch (YamlEngineException _) {
            problems.add(Place.FILE, "", "cannot be read: a character that YAML does not allow");
        }
        return Optional.empty();
    }

    /** In words of our own where a slip is common. */
    private static void explain(MarkedYamlEngineException e, Problems problems) {
        String problem = String.valueOf(e.getProblem());
        Place place = placeOf(e.getProblemMark());
        if (problem.contains("\\t(TAB)")) {
            problems.add(place, "", "cannot be read: a tab stands where YAML wants blanks", "put blanks in its place");
        } else if (String.valueOf(e.getContext()).contains("scanning an alias")) {
            problems.add(
                    place, "", "cannot be read: a `*` without quotes means something else in YAML", "write `\"*\"`");
        } else {
            problems.add(place, "", "cannot be read: " + problem);
        }
    }

    private Optional<Node> document() {
        events.next(); // the start of the stream
        if (!(events.next() instanceof DocumentStartEvent)) {
            return Optional.empty();
        }
        Node node = node(events.next(), 0);
        events.next(); // the end of the document
        if (events.next() instanceof DocumentStartEvent second) {
            problems.add(placeOf(second.getStartMark()), "", "a second document; settings are one document");
        }
        return Optional.of(node);
    }

    private Node node(Event event, int depth) {
        Place place = placeOf(event.getStartMark());
        if (depth > DEPTH_MAX) {
            throw new ParserException("nested deeper than " + DEPTH_MAX + " levels", event.getStartMark());
        }
        if (event instanceof NodeEvent node) {
            refuseSharing(node, place);
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                refuseTag(scalar.getTag(), place);
                yield new Node.Text(scalar.getValue(), kindOf(scalar), place);
            }
            case SequenceStartEvent start -> {
                refuseTag(start.getTag(), place);
                yield items(place, depth);
            }
            case MappingStartEvent start -> {
                refuseTag(start.getTag(), place);
                yield entries(place, depth);
            }
            default -> throw new ParserException("a value is missing", event.getStartMark());
        };
    }

    private Node items(Place place, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            checkMembers(items.size(), event);
            items.add(node(event, depth + 1));
        }
        return new Node.Items(List.copyOf(items), place);
    }

    private Node entries(Place place, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            checkMembers(entries.size(), event);
            Node key = node(event, depth + 1);
            Node value = node(events.next(), depth + 1);
            if (!(key instanceof Node.Text text) || text.value().length() > KEY_CHARS_MAX) {
                problems.add(key.place(), "", "a key must be a text of at most " + KEY_CHARS_MAX + " characters");
            } else if (!keys.add(text.value())) {
                problems.add(key.place(), "", "key `" + text.value() + "` stands here twice");
            } else {
                entries.add(new Node.Entry(text.value(), key.place(), value));
            }
        }
        return new Node.Entries(List.copyOf(entries), place);
    }

    private void checkMembers(int count, Event event) {
        if (count >= MEMBERS_MAX) {
            throw new ParserException("more than " + MEMBERS_MAX + " members", event.getStartMark());
        }
        if (problems.isFull()) {
            throw new ParserException("too many problems", event.getStartMark());
        }
    }

    private void refuseSharing(NodeEvent event, Place place) {
        if (event instanceof AliasEvent) {
            throw new ParserException("aliases are not supported; write the value out", event.getStartMark());
        }
        if (event.getAnchor().isPresent()) {
            problems.add(place, "", "anchors are not supported", "remove the word that begins with `&`");
        }
    }

    private void refuseTag(Optional<String> tag, Place place) {
        if (tag.isPresent()) {
            problems.add(place, "", "tags are not supported", "remove the word that begins with `!`");
        }
    }

    private static Node.Kind kindOf(ScalarEvent scalar) {
        if (!scalar.isPlain()) {
            return Node.Kind.TEXT;
        }
        Tag tag = RESOLVER.resolve(scalar.getValue(), true);
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return Node.Kind.NUMBER;
        }
        return tag.equals(Tag.NULL) ? Node.Kind.NOTHING : tag.equals(Tag.BOOL) ? Node.Kind.BOOLEAN : Node.Kind.TEXT;
    }

    private static Place placeOf(Optional<Mark> mark) {
        return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(Place.FILE);
    }
}
