package dev.sallyport.practice.access;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.policy.condition.Condition;
import dev.sallyport.policy.condition.UnfitCondition;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Unfit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One statement of a policy, as it is written. */
public record StatementSettings(
        @Doc("Its name, by which refusals and the record refer to it.")
        String id,

        @Doc("What it does where it applies: permit, hold for a person to agree, or forbid.")
        Effect effect,

        @Doc(
                value =
                        "Whom it is about: `*`, `local`, `anonymous`, or a kind and a name such as `group:engineering`.",
                example = "local")
        List<String> principal,

        @Doc("On what: `server`, `server/name` or `*`; `*` in a name stands for any text.")
        List<String> resource,

        @Doc("What is done: methods of MCP, or `*` for all.")
        List<String> action,

        @Doc("The condition under which it applies, in CEL.")
        Optional<String> when,

        @Doc("The condition under which it does not, in CEL.")
        Optional<String> unless,

        @Doc("Whether it decides (enforce), or what it would have decided is only recorded (observe).")
        Mode mode,

        @Doc("What whoever it stops is told to do about it.")
        Optional<String> advice,

        @Doc("How many people have to agree where it holds.")
        int people,

        @Doc("Statements that hold, by their ids: for what this one permits, they hold nothing.")
        List<String> lifts) {
    /** What using a server takes: its tools, resources and prompts, and that it asks the user for what they need. */
    public static final List<String> USE = List.of("tools/call", "resources/read", "prompts/get", "elicitation/create");

    /** All that a policy is asked about by a name that is known; other methods are asked about by theirs. */
    public static final List<String> ACTIONS = List.of(
            "tools/call",
            "resources/read",
            "prompts/get",
            "elicitation/create",
            "sampling/createMessage",
            "roots/list");

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,127}");
    private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z][A-Za-z0-9_./-]{0,127}");
    private static final int PEOPLE_MAX = 2;
    private static final int ADVICE_CHARS_MAX = 300;

    public StatementSettings {
        principal = List.copyOf(principal);
        resource = List.copyOf(resource);
        action = List.copyOf(action);
        lifts = List.copyOf(lifts);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "id must be 1 to 128 of a-z, A-Z, 0-9 and `._:/-`, a letter or digit first");
        }
        check("principal", principal, text -> PrincipalPattern.read(text).isPresent());
        check("resource", resource, text -> ResourcePattern.read(text).isPresent());
        check("action", action, text -> ACTION.matcher(text).matches());
        when.ifPresent(text -> check("when", text));
        unless.ifPresent(text -> check("unless", text));
        if (mode == Mode.OBSERVE && effect == Effect.PERMIT) {
            throw new IllegalArgumentException(
                    "mode must be enforce for a permit: what is only watched permits nothing");
        }
        if (people < 1 || people > PEOPLE_MAX) {
            throw new IllegalArgumentException("people must be 1 or " + PEOPLE_MAX);
        }
        if (people > 1 && effect != Effect.HOLD) {
            throw new IllegalArgumentException("people must be 1 where nobody is asked: only `hold` asks");
        }
        if (!lifts.isEmpty() && effect != Effect.PERMIT) {
            throw new IllegalArgumentException("lifts must be empty where nothing is permitted");
        }
        if (advice.isPresent() && (advice.get().isBlank() || advice.get().length() > ADVICE_CHARS_MAX)) {
            throw new IllegalArgumentException(
                    "advice must be a sentence of at most " + ADVICE_CHARS_MAX + " characters");
        }
    }

    /** One about the use of servers, without a condition. */
    public StatementSettings(String id, Effect effect, List<String> principal, List<String> resource) {
        this(
                id,
                effect,
                principal,
                resource,
                USE,
                Optional.empty(),
                Optional.empty(),
                Mode.ENFORCE,
                Optional.empty(),
                1,
                List.of());
    }

    /** One that permits {@code principals} one thing, and nothing wider: a star in a name is no pattern then. */
    public static StatementSettings permitting(List<String> principals, String action, String server, String name) {
        return permitting(principals, action, server, List.of(name));
    }

    /** The same of one thing that has several names. */
    static StatementSettings permitting(List<String> principals, String action, String server, List<String> names) {
        String name = names.getFirst();
        Optional<String> exactly = names.stream().noneMatch(each -> each.indexOf('*') >= 0)
                ? Optional.empty()
                : Optional.of("resource.name"
                        + (names.size() == 1
                                ? " == " + literal(name)
                                : names.stream()
                                        .map(StatementSettings::literal)
                                        .collect(Collectors.joining(", ", " in [", "]"))));
        return new StatementSettings(
                StatementText.id(server + "-" + (name.isEmpty() ? action : name)),
                Effect.PERMIT,
                principals,
                names.stream()
                        .map(each -> each.isEmpty() ? server : server + "/" + each)
                        .toList(),
                USE.contains(action) ? USE : List.of(action),
                exactly,
                Optional.empty(),
                Mode.ENFORCE,
                Optional.empty(),
                1,
                List.of());
    }

    /** A text of CEL. */
    private static String literal(String name) {
        return "'" + name.replace("\\", "\\\\").replace("'", "\\'").replaceAll("\\p{Cntrl}", "") + "'";
    }

    /** The same under the name {@code other}, not where {@code except} holds, lifting {@code holds}. */
    StatementSettings with(String other, Optional<String> except, List<String> holds) {
        return new StatementSettings(
                other, effect, principal, resource, action, when, except, mode, advice, people, holds);
    }

    /** The statement that it writes. */
    public Statement statement() {
        Set<PrincipalPattern> principals = new HashSet<>();
        principal.forEach(text -> PrincipalPattern.read(text).ifPresent(principals::add));
        return new Statement(
                id,
                effect,
                principals,
                Set.copyOf(action),
                resource.stream()
                        .flatMap(text -> ResourcePattern.read(text).stream())
                        .toList(),
                when.map(Condition::of),
                unless.map(Condition::of),
                mode == Mode.OBSERVE,
                advice.orElse(""),
                Set.copyOf(lifts));
    }

    private static void check(String key, List<String> texts, java.util.function.Predicate<String> isSound) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(key + " must name one; an empty list is about nothing");
        }
        for (String text : texts) {
            if (!isSound.test(text)) {
                throw new Unfit(key + " must be " + form(key) + ", unlike `" + text + "`", near(key, text));
            }
        }
    }

    private static String form(String key) {
        return switch (key) {
            case "principal" ->
                "*, local, anonymous, or one of " + String.join(", ", PrincipalPattern.KINDS)
                        + " with a colon and a name";
            case "resource" -> "a server (small letters, digits and -), a server and a name with / between, or *";
            default -> "a method of MCP, or *";
        };
    }

    /** What may have been meant: a kind that is nearly one, or a group, as most names are. */
    private static String near(String key, String text) {
        if (key.equals("resource")) {
            int slash = Math.max(0, text.indexOf('/'));
            String small = text.substring(0, slash).toLowerCase(Locale.ROOT) + text.substring(slash);
            return ResourcePattern.read(small).isPresent()
                    ? "did you mean `" + small + "`?"
                    : "for example `files`, `files/read_*` or `*/read_*`";
        }
        return key.equals("principal") ? PrincipalPattern.suggestion(text) : "";
    }

    private static void check(String key, String condition) {
        try {
            Condition.of(condition);
        } catch (UnfitCondition e) {
            throw new Unfit(key + " " + e.getMessage(), e.suggestion());
        }
    }
}
