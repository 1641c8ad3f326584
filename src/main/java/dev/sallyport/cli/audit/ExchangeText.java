package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.practice.access.approval.Visible;
import dev.sallyport.practice.audit.ArgumentFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An exchange in words.
 *
 * @param own its entries, the outcome last; none where it is known by its signals alone
 * @param approvals what people were asked and said about it
 * @param signals what suspicious activity it raised
 * @param same whether the arguments were those that somebody says
 */
record ExchangeText(List<Found> own, List<Found> approvals, List<Found> signals, Optional<Boolean> same) {
    /** What is told in words of its own. */
    private static final Set<String> TOLD = Set.of(
            "n",
            "time",
            "event",
            "exchange",
            "principal",
            "peer",
            "carrier",
            "authentication",
            "actor",
            "client",
            "route",
            "server",
            "method",
            "name",
            "exposed",
            "arguments",
            "policy",
            "asked",
            "risk",
            "trace",
            "took_us",
            "bytes_in",
            "bytes_out",
            "verdicts",
            "crc");

    List<String> lines() {
        return own.isEmpty() ? counted() : told(own.getLast());
    }

    /** What is known of one that has no entry of its own. */
    private List<String> counted() {
        Found signal = signals.getFirst();
        List<String> lines = new ArrayList<>();
        lines.add("exchange " + shown(signal, "cause") + ": no entry of its own here; it may have been pruned"
                + (signal.text("principal").isEmpty()
                        ? ", or be one of many refusals at the door that are only counted"
                        : ""));
        Columns facts = new Columns();
        if (!signal.text("principal").isEmpty()) {
            facts.row("who", shown(signal, "principal"));
        }
        facts.row("from", shown(signal, "peer"));
        raised(facts);
        lines.addAll(facts.lines("  "));
        return lines;
    }

    private void raised(Columns facts) {
        for (Found signal : signals) {
            facts.row(
                    "raised",
                    joined(
                            " ",
                            shown(signal, "time"),
                            Visible.of(signal.what()) + ":",
                            Visible.of(signal.reason()) + ", then " + shown(signal, "then")));
        }
    }

    private List<String> told(Found outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("exchange " + shown(outcome, "exchange") + ": " + shown(outcome, "event")
                + (outcome.reason().isEmpty() ? "" : ", " + Visible.of(outcome.reason())));
        Columns facts = new Columns();
        facts.row("who", who(outcome));
        facts.row(
                "from",
                joined(", ", shown(outcome, "peer"), shown(outcome, "carrier"), "route /" + shown(outcome, "route")));
        facts.row("what", joined(" ", shown(outcome, "method"), Visible.of(target(outcome))));
        facts.row("when", shown(outcome, "time") + took(outcome.entry()));
        if (!outcome.text("trace").isEmpty()) {
            facts.row("trace", shown(outcome, "trace"));
        }
        arguments(facts, outcome.entry());
        decided(facts, outcome.entry());
        for (Found approval : approvals) {
            facts.row("approval", approval(approval));
        }
        raised(facts);
        rest(facts, outcome.entry());
        for (Found entry : own) {
            facts.row(
                    "entry",
                    entry.number() + " of " + Visible.of(entry.ledger().name()) + ": " + shown(entry, "event") + " at "
                            + shown(entry, "time"));
        }
        lines.addAll(facts.lines("  "));
        return lines;
    }

    /** The entries as they were written. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        own.forEach(found -> json.withArray("entries").add(found.json()));
        approvals.forEach(found -> json.withArray("approvals").add(found.json()));
        signals.forEach(found -> json.withArray("signals").add(found.json()));
        same.ifPresent(whether -> json.put("same_arguments", whether));
        return json;
    }

    /** What is recorded, and not told above. */
    private static void rest(Columns facts, JsonNode entry) {
        entry.propertyStream()
                .filter(member -> !TOLD.contains(member.getKey()))
                .forEach(member -> facts.row(
                        Visible.of(member.getKey()),
                        Visible.of(
                                member.getValue().isString()
                                        ? member.getValue().stringValue()
                                        : member.getValue().toString())));
    }

    private static void decided(Columns facts, JsonNode entry) {
        String risk = entry.path("risk")
                .path("signals")
                .valueStream()
                .map(signal -> Visible.of(signal.asString("")))
                .collect(Collectors.joining(", "));
        if (!risk.isEmpty()) {
            facts.row("risk", "signals that stood against the caller: " + risk);
        }
        policy(facts, entry.path("policy"));
        for (JsonNode verdict : entry.path("verdicts")) {
            facts.row(
                    "verdict", joined(" ", text(verdict, "verdict"), text(verdict, "reason"), text(verdict, "detail")));
        }
        for (JsonNode asked : entry.path("asked")) {
            facts.row(
                    "asked",
                    "the server asked for " + text(asked, "method") + ": " + text(asked, "decision")
                            + by(text(asked, "statement")));
        }
    }

    private static String who(Found outcome) {
        JsonNode actor = outcome.entry().path("actor");
        String by = shown(outcome, "authentication");
        String client = shown(outcome, "client");
        return shown(outcome, "principal")
                + (actor.isObject() ? ", for whom " + text(actor, "subject") + " acts" : "")
                + (client.isEmpty() ? "" : " with " + client)
                + (by.isEmpty() ? "" : ", known by " + by);
    }

    private static String target(Found outcome) {
        String name = outcome.text("name");
        String exposed = outcome.text("exposed");
        return outcome.text("server")
                + (name.isEmpty() ? "" : "/" + name)
                + (exposed.isEmpty() ? "" : ", which the client calls " + exposed);
    }

    private static String took(JsonNode entry) {
        return entry.path("took_us").isNumber()
                ? ", took " + entry.path("took_us").asLong(0) / 1_000 + " ms, "
                        + entry.path("bytes_in").asLong(0) + " bytes in, "
                        + entry.path("bytes_out").asLong(0) + " out"
                : "";
    }

    private void arguments(Columns facts, JsonNode entry) {
        String digest = ArgumentFacts.digestIn(entry);
        if (!digest.isEmpty()) {
            facts.row("arguments", Visible.of(digest));
        }
        for (JsonNode kept : entry.path("arguments").path("kept")) {
            JsonNode value = kept.path("value");
            int cut = kept.path("cut").asInt(0);
            facts.row(
                    "",
                    text(kept, "at") + " = " + Visible.of(value.isString() ? value.stringValue() : value.toString())
                            + (cut > 0 ? " [" + cut + " more characters were not kept]" : ""));
        }
        same.ifPresent(whether -> facts.row(
                "",
                whether
                        ? "these are those of the file"
                        : "these are not those of the file, or were digested under a key that is not there"));
    }

    private static void policy(Columns facts, JsonNode policy) {
        if (!policy.isMissingNode()) {
            facts.row(
                    "policy",
                    joined(
                                    " ",
                                    text(policy, "decision"),
                                    by(text(policy, "statement")).strip()) + ", version " + text(policy, "version"));
        }
    }

    private static String by(String statement) {
        return statement.isEmpty() ? "" : " by `" + statement + "`";
    }

    private static String approval(Found found) {
        return joined(
                " ",
                shown(found, "time"),
                shown(found, "event"),
                shown(found, "approval"),
                shown(found, "by").isEmpty() ? "" : "by " + shown(found, "by"));
    }

    private static String joined(String between, String... parts) {
        return List.of(parts).stream().filter(part -> !part.isBlank()).collect(Collectors.joining(between));
    }

    private static String shown(Found found, String member) {
        return Visible.of(found.text(member));
    }

    private static String text(JsonNode object, String member) {
        return Visible.of(object.path(member).asString(""));
    }
}
