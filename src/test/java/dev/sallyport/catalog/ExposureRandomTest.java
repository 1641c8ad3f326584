package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for all servers, whatever names they choose and however they change. */
final class ExposureRandomTest {
    private static final List<String> SERVERS = List.of("a", "s1", "sl", "si", "m", "rn", "b-0", "b-o");
    private static final String[] PIECES = {
        "send",
        "SEND",
        "Send",
        "ѕend",
        "ｓｅｎｄ",
        "1",
        "l",
        "I",
        "i",
        "0",
        "O",
        "o",
        "m",
        "rn",
        "_",
        "-",
        ".",
        " ",
        "/",
        "\u0000",
        "\u200B",
        "\u202E",
        "\u00AD",
        "é",
        "e\u0301",
        "ß",
        "SS",
        "ﬁ",
        "fi",
        "檔案",
        "😀",
        "K",
        "ſ",
        "İ",
        "x".repeat(60)
    };

    private final Random random = new Random(7337);

    @Test
    void nothingShownLooksLikeAnotherAndWhatIsShownStays() {
        View view = View.sum(SERVERS);
        int hidden = 0;
        for (int run = 0; run < 40; run++) {
            Exposure exposure = Exposure.NONE;
            Map<String, Inventory> inventories = new LinkedHashMap<>();
            for (int step = 0; step < 12; step++) {
                change(inventories);
                Exposure next = Exposure.of(view, inventories, exposure);
                noneAlike(next);
                namesAreSafe(next);
                assertEquals(all(next), all(Exposure.of(view, inventories, exposure)), "same input, same output");
                assertEquals(
                        next.hidden(), Exposure.of(view, inventories, exposure).hidden());
                earlierStay(exposure, next, inventories);
                nothingVanishes(next, inventories);
                hidden += next.hidden().size();
                exposure = next;
            }
        }
        assertTrue(hidden > 1000, "names collided: " + hidden);
    }

    @Test
    void aWalkThroughAChangingListNeitherLosesNorDoublesWhatIsThereAllTheTime() {
        View view = View.sum(List.of("a", "b", "c"));
        for (int run = 0; run < 30; run++) {
            Set<String> always = new TreeSet<>();
            Map<String, Inventory> inventories = new LinkedHashMap<>();
            shuffle(inventories, always);
            Exposure exposure = Exposure.of(view, inventories, Exposure.NONE);
            List<String> walked = new ArrayList<>();
            Listed listed = exposure.first(Kind.TOOL);
            while (listed instanceof Listed.Page page) {
                walked.addAll(Offers.names(Kind.TOOL, page));
                if (page.next().isEmpty()) {
                    break;
                }
                for (int changes = random.nextInt(3); changes > 0; changes--) {
                    shuffle(inventories, new TreeSet<>());
                    exposure = Exposure.of(view, inventories, exposure);
                }
                listed = exposure.after(Kind.TOOL, page.next().get());
            }
            assertTrue(listed instanceof Listed.Page, "every cursor that was given holds");
            List<String> steady = walked.stream().filter(always::contains).toList();
            assertEquals(always.size(), steady.size());
            assertEquals(always, new TreeSet<>(steady));
        }
    }

    /** Three hundred tools of each server that are always there, in any order, among some that come and go. */
    private void shuffle(Map<String, Inventory> inventories, Set<String> always) {
        for (String server : List.of("a", "b", "c")) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                names.add("t" + i + "x");
                always.add(server + "_t" + i + "x");
            }
            for (int i = random.nextInt(100); i > 0; i--) {
                names.add("u" + random.nextInt(200) + "x");
            }
            Collections.shuffle(names, random);
            inventories.put(server, Offers.tools(names.toArray(String[]::new)));
        }
    }

    private void change(Map<String, Inventory> inventories) {
        String server = SERVERS.get(random.nextInt(SERVERS.size()));
        if (random.nextInt(5) == 0) {
            inventories.put(server, new Inventory.Unknown("lost"));
            return;
        }
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            StringBuilder name = new StringBuilder();
            for (int j = random.nextInt(3); j >= 0; j--) {
                name.append(PIECES[random.nextInt(PIECES.length)]);
            }
            names.add(name.toString());
        }
        Map<Kind, List<String>> all = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            all.put(kind, names);
        }
        inventories.put(server, Offers.known(all, "{}", ""));
    }

    private static void noneAlike(Exposure exposure) {
        for (Kind kind : List.of(Kind.TOOL, Kind.PROMPT)) {
            Set<String> folded = new HashSet<>();
            Set<String> drawn = new HashSet<>();
            for (Target target : targets(exposure, kind)) {
                Set<Likeness> looks = new HashSet<>();
                looks.add(Likeness.of(ExposedName.of(target.server(), target.ownName())));
                looks.add(Likeness.of(target.server() + "_" + target.ownName()));
                Set<String> mine = new HashSet<>();
                looks.forEach(look -> mine.add(look.folded()));
                mine.forEach(text -> assertTrue(folded.add(text), text));
                mine.clear();
                looks.forEach(look -> mine.add(look.drawn()));
                mine.forEach(text -> assertTrue(drawn.add(text), text));
            }
        }
    }

    private static void namesAreSafe(Exposure exposure) {
        for (Kind kind : List.of(Kind.TOOL, Kind.PROMPT)) {
            List<String> names = Offers.names(kind, exposure.first(kind));
            names.forEach(name -> assertTrue(name.matches(ExposedName.PATTERN), name));
            assertEquals(names.size(), new HashSet<>(names).size());
        }
    }

    private static void earlierStay(Exposure before, Exposure after, Map<String, Inventory> inventories) {
        for (Kind kind : Kind.values()) {
            Set<Target> now = new HashSet<>(targets(after, kind));
            for (Target target : targets(before, kind)) {
                boolean offered = inventories.get(target.server()) instanceof Inventory.Known known
                        && known.definitions(kind).contains(target.definition());
                assertEquals(offered, now.contains(target), target.toString());
            }
        }
    }

    private static void nothingVanishes(Exposure exposure, Map<String, Inventory> inventories) {
        long offered = inventories.values().stream()
                .filter(Inventory.Known.class::isInstance)
                .mapToLong(i -> ((Inventory.Known) i).definitions(Kind.TOOL).size())
                .sum();
        long reported =
                exposure.hidden().stream().filter(c -> c.kind() == Kind.TOOL).count();
        assertEquals(offered, targets(exposure, Kind.TOOL).size() + reported);
        assertFalse(exposure.missing().isEmpty() && inventories.size() < SERVERS.size());
    }

    private static List<Target> targets(Exposure exposure, Kind kind) {
        List<Target> targets = new ArrayList<>();
        for (String name : Offers.names(kind, exposure.first(kind))) {
            Target target =
                    switch (kind) {
                        case TOOL -> exposure.tool(name);
                        case PROMPT -> exposure.prompt(name);
                        case RESOURCE -> exposure.resource(name);
                        case TEMPLATE -> exposure.template(name);
                    };
            assertFalse(target.isNone(), name);
            targets.add(target);
        }
        return targets;
    }

    private static List<List<String>> all(Exposure exposure) {
        List<List<String>> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            all.add(Offers.names(kind, exposure.first(kind)));
        }
        return all;
    }
}
