package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExposureTest {
    private static final View AB = View.sum(List.of("a", "b"));

    private static Exposure of(View view, Map<String, ? extends Inventory> inventories) {
        return Exposure.of(view, Map.copyOf(inventories), Exposure.NONE);
    }

    private static List<String> tools(Exposure exposure) {
        return Offers.names(Kind.TOOL, exposure.first(Kind.TOOL));
    }

    @Test
    void aChangeThatFitsNothingIsToldOnceItsServerIsKnown() {
        View view = new View(
                List.of("a", "b"),
                Map.of(
                        new Origin("a", "one"), View.Change.NONE,
                        new Origin("a", "oen"), View.Change.NONE,
                        new Origin("b", "any"), View.Change.NONE),
                Map.of());
        assertEquals(
                Set.of(new Origin("a", "oen")),
                view.unmatched(Map.of("a", Offers.tools("one"), "b", Inventory.NEVER_ASKED)));
    }

    @Test
    void serversAreListedInTheOrderOfTheViewAndItemsInTheirs() {
        Exposure sum =
                of(View.sum(List.of("b", "a")), Map.of("a", Offers.tools("z", "y"), "b", Offers.tools("d", "c")));
        assertEquals(List.of("b_d", "b_c", "a_z", "a_y"), tools(sum));
        assertEquals(new Target("b", sum.tool("b_c").definition()), sum.tool("b_c"));
        assertEquals("c", sum.tool("b_c").ownName());
        assertSame(Target.NONE, sum.tool("c"));
        assertSame(Target.NONE, sum.prompt("b_c"));
    }

    @Test
    void aMissingServerIsSaidAndHidesNobody() {
        Exposure sum = of(
                View.sum(List.of("a", "b", "c")),
                Map.of("a", Offers.tools("x"), "b", new Inventory.Unknown("upstream.timeout")));
        assertEquals(List.of("a_x"), tools(sum));
        assertEquals(Map.of("b", "upstream.timeout", "c", "never-asked"), sum.missing());
        assertEquals("[servers that are missing now: b (upstream.timeout), c (never-asked)]", sum.instructions());
    }

    @Test
    void whatLooksLikeAnEarlierNameOfTheServerIsHiddenAndReported() {
        Exposure sum = of(AB, Map.of("a", Offers.tools("send", "SEND", "sеnd", "send", "ｓｅｎｄ", "sent")));
        assertEquals(List.of("a_send", "a_sent"), tools(sum));
        Origin shown = new Origin("a", "send");
        assertEquals(
                List.of(
                        new Collision(Kind.TOOL, new Origin("a", "SEND"), shown, "a_send", Collision.Cause.CASE),
                        new Collision(Kind.TOOL, new Origin("a", "sеnd"), shown, "a_send", Collision.Cause.CONFUSABLE),
                        new Collision(Kind.TOOL, shown, shown, "a_send", Collision.Cause.SAME),
                        new Collision(Kind.TOOL, new Origin("a", "ｓｅｎｄ"), shown, "a_send", Collision.Cause.WIDTH)),
                sum.hidden());
    }

    @Test
    void serversWhoseNamesLookAlikeDoNotTakeEachOthersTools() {
        Exposure first = of(View.sum(List.of("s1", "sl")), Map.of("sl", Offers.tools("pay")));
        assertEquals(List.of("sl_pay"), tools(first));
        Exposure second = Exposure.of(
                View.sum(List.of("s1", "sl")), Map.of("s1", Offers.tools("pay"), "sl", Offers.tools("pay")), first);
        assertEquals(List.of("sl_pay"), tools(second));
        assertEquals("s1", second.hidden().getFirst().hidden().server());
        assertEquals(Set.of(), second.changed(first));
    }

    @Test
    void theNamesOfAServerThatBecomesUnknownAreKeptForIt() {
        View view = View.sum(List.of("s1", "sl"));
        Exposure known = of(view, Map.of("s1", Offers.tools(), "sl", Offers.tools("pay")));
        Inventory gone = new Inventory.Unknown("upstream.ended");
        Exposure lost = Exposure.of(view, Map.of("s1", Offers.tools("pay"), "sl", gone), known);
        assertEquals(List.of(), tools(lost));
        assertEquals(new Origin("sl", "pay"), lost.hidden().getFirst().shown());
        Exposure back = Exposure.of(view, Map.of("s1", Offers.tools("pay"), "sl", Offers.tools("pay")), lost);
        assertEquals(List.of("sl_pay"), tools(back));
        Exposure given = Exposure.of(view, Map.of("s1", Offers.tools("pay"), "sl", Offers.tools()), back);
        assertEquals(List.of("s1_pay"), tools(given), "a name is free when its server no longer lists it");
    }

    @Test
    void aViewHidesRenamesAndDescribes() {
        View view = new View(
                List.of("a", "b"),
                Map.of(
                        new Origin("a", "x"), new View.Change(true, Optional.empty(), Optional.empty()),
                        new Origin("a", "y"), new View.Change(false, Optional.of("why"), Optional.of("asks")),
                        new Origin("b", "z"), new View.Change(false, Optional.of("Why"), Optional.empty())),
                Map.of(new Origin("a", "y"), new View.Change(false, Optional.of("prompt"), Optional.empty())));
        Map<Kind, List<String>> both = Map.of(Kind.TOOL, List.of("x", "y"), Kind.PROMPT, List.of("x", "y"));
        Exposure exposure = of(view, Map.of("a", Offers.known(both, "{}", ""), "b", Offers.tools("z")));
        assertEquals(List.of("why"), tools(exposure));
        assertSame(Target.NONE, exposure.tool("a_x"));
        assertSame(Target.NONE, exposure.tool("a_y"));
        assertEquals("y", exposure.tool("why").ownName());
        assertEquals(
                "asks",
                exposure.first(Kind.TOOL).items().path(0).path("description").asString());
        assertEquals(List.of("a_x", "prompt"), Offers.names(Kind.PROMPT, exposure.first(Kind.PROMPT)));
        assertEquals(
                List.of(new Collision(
                        Kind.TOOL, new Origin("b", "z"), new Origin("a", "y"), "why", Collision.Cause.CASE)),
                exposure.hidden());
    }

    @Test
    void aRenameSettlesACollision() {
        View view = new View(
                List.of("a"),
                Map.of(new Origin("a", "Send"), new View.Change(false, Optional.of("send_two"), Optional.empty())),
                Map.of());
        Exposure exposure = of(view, Map.of("a", Offers.tools("send", "Send")));
        assertEquals(List.of("a_send", "send_two"), tools(exposure));
        assertEquals(List.of(), exposure.hidden());
    }

    @Test
    void onlyTheKindsThatDifferHaveChanged() {
        Exposure one = of(AB, Map.of("a", Offers.tools("x"), "b", Offers.of(Kind.PROMPT, "p")));
        Exposure same = Exposure.of(AB, Map.of("a", Offers.tools("x"), "b", Offers.of(Kind.PROMPT, "p")), one);
        Exposure other = Exposure.of(AB, Map.of("a", Offers.tools("x", "y"), "b", Offers.of(Kind.PROMPT, "p")), one);
        assertEquals(Set.of(), same.changed(one));
        assertEquals(Set.of(Kind.TOOL), other.changed(one));
        assertEquals(Set.of(Kind.TOOL, Kind.PROMPT), one.changed(Exposure.NONE));
    }

    @Test
    void aResourceBelongsToWhoListsItThenToAFittingTemplateThenToTheSoleServer() {
        Map<Kind, List<String>> mine = Map.of(
                Kind.RESOURCE, List.of("file:///one"), Kind.TEMPLATE, List.of("file:///dir/{name}", "db://{+path}"));
        Map<Kind, List<String>> yours =
                Map.of(Kind.RESOURCE, List.of("file:///one", "file:///dir/two"), Kind.TEMPLATE, List.of("db://{id}"));
        Map<String, Inventory> both = Map.of("a", Offers.known(mine, "{}", ""), "b", Offers.known(yours, "{}", ""));
        Exposure sum = of(AB, both);
        assertEquals("a", sum.resource("file:///one").server(), "the earlier");
        assertEquals("b", sum.resource("file:///dir/two").server(), "exact before template");
        assertEquals("a", sum.resource("file:///dir/three").server());
        assertEquals("file:///dir/{name}", sum.resource("file:///dir/three").ownName());
        assertEquals("a", sum.resource("db://7").server(), "the earlier template");
        assertEquals("b", sum.template("db://{id}").server());
        assertSame(Target.NONE, sum.resource("file:///other"), "two could have it");
        assertEquals(Collision.Cause.SAME, sum.hidden().getFirst().cause());

        Exposure sole = of(AB, Map.of("a", both.get("a"), "b", Offers.tools("x")));
        assertEquals(new Target("a", Definition.NONE), sole.resource("file:///other"));
        Exposure unsure = of(AB, Map.of("a", both.get("a")));
        assertSame(Target.NONE, unsure.resource("file:///other"), "the missing server could have it");
        assertEquals("a", unsure.resource("file:///one").server());
    }

    @Test
    void aTemplateThatWasKnownFirstIsAskedFirst() {
        Exposure first = of(AB, Map.of("b", Offers.of(Kind.TEMPLATE, "db://{id}")));
        Exposure second = Exposure.of(
                AB,
                Map.of("a", Offers.of(Kind.TEMPLATE, "db://{+all}"), "b", Offers.of(Kind.TEMPLATE, "db://{id}")),
                first);
        assertEquals("b", second.resource("db://7").server());
        assertEquals("a", second.resource("db://7/8").server());
    }

    @Test
    void malformedItemsAndTooManyAreCountedNotTaken() {
        Inventory.Items items = Inventory.Items.read(
                Kind.TOOL,
                Offers.json("[{\"name\":\"x\"},{\"name\":7},{\"name\":\"\"},\"x\",{},{\"name\":\"" + "n".repeat(257)
                        + "\"}]"));
        assertEquals(1, items.list().size());
        assertEquals(5, items.leftOut());
        String many = "{\"name\":\"x\"},".repeat(10_001);
        Inventory.Items bounded = Inventory.Items.read(Kind.TOOL, Offers.json("[" + many + "{}]"));
        assertEquals(10_000, bounded.list().size());
        assertEquals(2, bounded.leftOut());
        assertTrue(Exposure.NONE.first(Kind.TOOL).items().isEmpty());
    }
}
