package dev.sallyport.cli.policy;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Outlook;
import dev.sallyport.policy.Relation;
import dev.sallyport.policy.Statement;
import dev.sallyport.policy.condition.Unknown;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.Addition;
import dev.sallyport.practice.access.DescribedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a policy decides a call as it does.
 *
 * @param call the call
 * @param outlook what follows
 * @param relations how each statement about this resource relates to it, in the order of the policy
 * @param obstacles the statements that forbid it, or may; none where it is allowed
 * @param addition the statement that would permit it and nothing else, whatever holds it; empty where forbidding alone is in the way, or a tool
 *     is not what it was
 */
record Explained(
        DescribedCall call,
        Outlook outlook,
        List<Relation> relations,
        List<Statement> obstacles,
        Optional<Addition> addition) {
    /** Explains what {@code rules} say of {@code call}. */
    static Explained of(AccessRules rules, DescribedCall call) {
        Outlook outlook = rules.outlook(call);
        List<Relation> relations = rules.explain(call).stream()
                .filter(relation -> relation.kind() != Relation.Kind.OTHER_RESOURCE)
                .toList();
        if (outlook.worst() == Outcome.ALLOW) {
            return new Explained(call, outlook, relations, List.of(), Optional.empty());
        }
        return new Explained(call, outlook, relations, obstacles(relations), addition(rules, call, relations));
    }

    private static List<Statement> obstacles(List<Relation> relations) {
        return relations.stream()
                .filter(relation -> isInTheWay(relation.kind()))
                .map(Relation::statement)
                .filter(statement -> !statement.observed() && statement.effect() == Effect.FORBID)
                .toList();
    }

    private static Optional<Addition> addition(AccessRules rules, DescribedCall call, List<Relation> relations) {
        boolean permitted = relations.stream()
                .anyMatch(relation ->
                        relation.statement().effect() == Effect.PERMIT && relation.kind() == Relation.Kind.APPLIES);
        Addition addition = Addition.of(rules, call);
        boolean changed = call.changed().orElse(false);
        return changed || (permitted && addition.statement().lifts().isEmpty())
                ? Optional.empty()
                : Optional.of(addition);
    }

    private static boolean isInTheWay(Relation.Kind kind) {
        return kind == Relation.Kind.APPLIES || kind == Relation.Kind.DEPENDS || kind == Relation.Kind.FAILS;
    }

    /** The conditions of a statement, as it writes them; empty where it has none. */
    static String conditions(Statement statement) {
        return Stream.concat(
                        statement.when().map(text -> "when: " + text).stream(),
                        statement.unless().map(text -> "unless: " + text).stream())
                .collect(Collectors.joining(", "));
    }

    /** What follows, in one word or two. */
    String verdict(Paint paint) {
        return outlook.isCertain()
                ? paint.decision(outlook.best())
                : paint.decision(outlook.best()) + " or " + paint.decision(outlook.worst());
    }

    /** Why, in one sentence. */
    String reason() {
        if (!outlook.isCertain()) {
            return "it depends on what is not known: "
                    + needs(relations.stream().map(Relation::statement).toList());
        }
        if (outlook.statement().isEmpty()) {
            return outlook.best() == Outcome.DENY ? "nothing permits it" : "a statement about it holds it in any case";
        }
        Statement statement = outlook.statement().get();
        boolean failed = relations.stream()
                .anyMatch(relation -> relation.statement().equals(statement) && relation.kind() == Relation.Kind.FAILS);
        return "`" + statement.id() + "` "
                + (failed ? "cannot be evaluated, and so " + does(statement.effect()) : does(statement.effect()))
                + " it";
    }

    private static String does(Effect effect) {
        return switch (effect) {
            case PERMIT -> "permits";
            case HOLD -> "holds";
            case FORBID -> "forbids";
        };
    }

    /** What is not known here and conditions of {@code statements} ask for. */
    private String needs(List<Statement> statements) {
        String texts = statements.stream().map(Explained::conditions).collect(Collectors.joining(" "));
        return call.unknown().stream()
                .filter(unknown -> texts.contains(unknown.text()))
                .map(Unknown::text)
                .collect(Collectors.joining(", "));
    }

    /** How a statement relates to the call, in words. */
    static String words(Relation relation) {
        Statement statement = relation.statement();
        String watched = statement.observed() ? " (only observed)" : "";
        return switch (relation.kind()) {
                    case APPLIES -> "applies";
                    case DEPENDS -> "depends on what is not known";
                    case FAILS ->
                        statement.effect() == Effect.PERMIT
                                ? "cannot be evaluated, and so does not apply"
                                : "cannot be evaluated, and so applies";
                    case OTHER_CONDITION -> "its condition does not hold";
                    case OTHER_PRINCIPAL ->
                        "is about others: "
                                + statement.principals().stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .collect(Collectors.joining(", "));
                    case OTHER_ACTION ->
                        "is about other actions: "
                                + statement.actions().stream().sorted().collect(Collectors.joining(", "));
                    case OTHER_RESOURCE -> "is about other resources";
                }
                + watched;
    }

    /** What would have allowed it, a line for each thing to be done; none where it is allowed. */
    List<String> mends() {
        List<String> mends = new ArrayList<>();
        for (Statement statement : obstacles) {
            String conditions = conditions(statement);
            mends.add("`" + statement.id() + "` must not apply: take it out, or narrow its principal or resource"
                    + (conditions.isEmpty() ? "" : ", or call so that its condition does not hold: " + conditions));
        }
        if (addition.isPresent() && addition.get().cautious()) {
            mends.add("in a policy of your own, which puts the cautious one out of force:");
        }
        addition.ifPresent(added -> mends.add(added.line()));
        return mends;
    }

    /** The whole for machines. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("decision", outlook.isCertain() ? Paint.word(outlook.best()) : "depends");
        if (!outlook.isCertain()) {
            json.put("best", Paint.word(outlook.best())).put("worst", Paint.word(outlook.worst()));
        }
        json.put("reason", reason());
        outlook.statement().ifPresent(statement -> json.put("statement", statement.id()));
        ObjectNode told = json.putObject("call");
        told.put("method", call.action()).put("server", call.server()).put("name", call.name());
        ArrayNode as = told.putArray("as");
        call.principals().forEach(principal -> as.add(principal.text()));
        call.arguments().ifPresent(arguments -> told.set("arguments", arguments));
        ArrayNode all = json.putArray("statements");
        for (Relation relation : relations) {
            Statement statement = relation.statement();
            ObjectNode one = all.addObject().put("id", statement.id());
            one.put("effect", statement.effect().name().toLowerCase(Locale.ROOT));
            one.put("relation", relation.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            statement.when().ifPresent(text -> one.put("when", text.toString()));
            statement.unless().ifPresent(text -> one.put("unless", text.toString()));
            if (statement.observed()) {
                one.put("observed", true);
            }
        }
        ArrayNode ways = json.putArray("mustNotApply");
        obstacles.forEach(statement -> ways.add(statement.id()));
        addition.ifPresent(added -> json.put("wouldPermit", added.line()));
        return json;
    }
}
