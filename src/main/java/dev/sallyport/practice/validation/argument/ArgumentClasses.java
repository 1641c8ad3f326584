package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which arguments of one tool have which class: made once per definition, then walked over each call's arguments; safe
 * for use by many threads.
 *
 * <p>A place is a JSON pointer into the arguments in which {@code *} stands for every item of an array. A class at an
 * array holds for its items too.
 */
public final class ArgumentClasses {
    private static final int ITEMS_DEPTH_MAX = 8;

    private final Map<String, ArgumentClass> places;
    private final Step root;

    private ArgumentClasses(Map<String, ArgumentClass> places) {
        this.places = Collections.unmodifiableMap(places);
        this.root = Step.of(places);
    }

    /**
     * The classes of a tool's arguments.
     *
     * @param inputSchema the schema from which classes are inferred
     * @param declared place to class, from the settings; stands above what is inferred
     * @param infer false uses the declared ones only
     */
    public static ArgumentClasses of(JsonNode inputSchema, Map<String, ArgumentClass> declared, boolean infer) {
        Map<String, ArgumentClass> places = new TreeMap<>();
        if (infer) {
            places.putAll(new ArgumentInference().of(inputSchema));
        }
        declared.keySet().forEach(place -> places.remove(place + "/*"));
        places.putAll(declared);
        return new ArgumentClasses(places);
    }

    /** Every place that has a class, in order. */
    public Map<String, ArgumentClass> places() {
        return places;
    }

    /** Passes, or denies with the first argument that breaks the rules of its class; {@link ArgumentClass#CODE} is never judged. */
    public Verdict judge(JsonNode arguments, ArgumentRules rules) {
        return judge(arguments, root, rules, 0);
    }

    private static Verdict judge(JsonNode node, Step step, ArgumentRules rules, int depth) {
        if (node.isString()) {
            return step.use == null ? Verdict.PASS : text(node.asString(), step, step.use, rules);
        }
        if (node.isArray()) {
            Step items = step.items != null ? step.items : step.use != null ? step : null;
            return items == null || depth > ITEMS_DEPTH_MAX ? Verdict.PASS : items(node, items, rules, depth + 1);
        }
        for (int i = 0; i < step.names.length && node.isObject(); i++) {
            JsonNode member = node.get(step.names[i]);
            if (member != null && judge(member, step.members[i], rules, depth + 1) instanceof Verdict.Deny denial) {
                return denial;
            }
        }
        return Verdict.PASS;
    }

    private static Verdict items(JsonNode array, Step items, ArgumentRules rules, int depth) {
        for (int i = 0; i < array.size(); i++) {
            if (judge(array.get(i), items, rules, depth) instanceof Verdict.Deny denial) {
                return denial;
            }
        }
        return Verdict.PASS;
    }

    private static Verdict text(String text, Step step, ArgumentClass use, ArgumentRules rules) {
        Reason reason = rules.judge(use, text);
        return reason == null
                ? Verdict.PASS
                : new Verdict.Deny(reason, Hint.Mend.at(step.pointer, RuleSentences.of(reason)));
    }

    /** One place and what lies below it, as arrays, so that walking allocates nothing. */
    private static final class Step {
        final String pointer;
        final @Nullable ArgumentClass use;
        final String[] names;
        final Step[] members;
        final @Nullable Step items;

        private Step(String pointer, @Nullable ArgumentClass use, List<String> names, List<Step> members) {
            int star = names.indexOf("*");
            this.pointer = pointer;
            this.use = use;
            this.items = star < 0 ? null : members.get(star);
            this.names = names.toArray(String[]::new);
            this.members = members.toArray(Step[]::new);
        }

        static Step of(Map<String, ArgumentClass> places) {
            return of("", places);
        }

        private static Step of(String pointer, Map<String, ArgumentClass> places) {
            List<String> names = new ArrayList<>();
            List<Step> members = new ArrayList<>();
            for (String place : places.keySet()) {
                if (place.startsWith(pointer + "/")) {
                    int end = place.indexOf('/', pointer.length() + 1);
                    String token = place.substring(pointer.length() + 1, end < 0 ? place.length() : end);
                    String name = token.replace("~1", "/").replace("~0", "~");
                    if (!names.contains(name)) {
                        names.add(name);
                        members.add(of(pointer + "/" + token, places));
                    }
                }
            }
            return new Step(pointer, places.get(pointer), names, members);
        }
    }
}
