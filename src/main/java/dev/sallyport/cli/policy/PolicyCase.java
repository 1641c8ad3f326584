package dev.sallyport.cli.policy;

import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.condition.JsonView;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Unfit;
import dev.sallyport.practice.access.DescribedCall;
import dev.sallyport.practice.access.Vouched;
import dev.sallyport.protocol.McpMethod;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One case of a table: a call, and what the policy must say of it. What is left out is not there: no arguments, no claims. */
public record PolicyCase(
        @Doc(value = "Who calls: all that the caller is, in the form of a statement's principals.", example = "local")
        List<String> as,

        @Doc(value = "What is called: `server/name`, or `server` alone.", example = "files/read")
        String call,

        @Doc("What the policy must say: allow, hold or deny.")
        Expected expect,

        @Doc("The statement that must decide.") Optional<String> by,

        @Doc("What is done with it, as a method of MCP.") String method,

        @Doc("With which arguments, as they stand in the call.")
        Optional<JsonNode> arguments,

        @Doc("What the server says of the tool, as it stands in its list.")
        Optional<JsonNode> annotations,

        @Doc("Whether the tool is another one than at first use.")
        boolean changed,

        @Doc("Further facts of the caller, each a list.") Map<String, List<String>> claims,
        @Doc("What the caller was granted.") List<String> scopes,

        @Doc("By what the caller was identified, as the audit trail writes it, for example `signed-token`.")
        Optional<String> authentication,

        @Doc("What the caller proved beside showing the credential: none, dpop or certificate.")
        Optional<String> proof,

        @Doc("When, for example `2026-11-26T08:00:00Z`; the time of the test where it is left out.")
        Optional<String> time,

        @Doc("From which address.") Optional<String> peer,

        @Doc("How risky it is, by facts of practices: for example `{ injection: 0.9 }`.")
        Optional<JsonNode> risk) {
    /** What a policy must say. */
    public enum Expected {
        /** It may be done. */
        ALLOW,
        /** A person has to agree. */
        HOLD,
        /** It may not be done. */
        DENY;

        /** The decision that it stands for. */
        Outcome outcome() {
            return switch (this) {
                case ALLOW -> Outcome.ALLOW;
                case HOLD -> Outcome.HOLD;
                case DENY -> Outcome.DENY;
            };
        }
    }

    public PolicyCase {
        as = List.copyOf(as);
        scopes = List.copyOf(scopes);
        claims = Map.copyOf(claims);
        for (String principal : as) {
            if (PrincipalPattern.read(principal)
                    .filter(pattern -> !pattern.equals(PrincipalPattern.ALL))
                    .isEmpty()) {
                throw new Unfit(
                        "as must be local, anonymous, or one of " + String.join(", ", PrincipalPattern.KINDS)
                                + " with a colon and a name, unlike `" + principal + "`",
                        PrincipalPattern.suggestion(principal));
            }
        }
        authentication.ifPresent(text -> check("authentication", text, CallOptions.METHODS));
        proof.ifPresent(text -> check("proof", text, CallOptions.PROOFS));
        if (as.isEmpty()) {
            throw new IllegalArgumentException("as must name somebody; anonymous is a name");
        }
        if (!call.matches("(?s)[a-z0-9-]{1,32}(/.+)?")) {
            throw new IllegalArgumentException("call must be a server, or a server and a name with / between");
        }
        if (arguments.isPresent() && !arguments.get().isObject()) {
            throw new IllegalArgumentException("arguments must be a section of keys");
        }
        if (annotations.isPresent() && !annotations.get().isObject()) {
            throw new IllegalArgumentException("annotations must be a section of keys");
        }
        if (risk.isPresent() && !risk.get().isObject()) {
            throw new IllegalArgumentException("risk must be a section of keys");
        }
        if (time.isPresent() && instant(time.get()).isEmpty()) {
            throw new IllegalArgumentException("time must be a time such as 2026-11-26T08:00:00Z");
        }
    }

    /** A call of a tool without arguments. */
    public PolicyCase(List<String> as, String call, Expected expect) {
        this(
                as,
                call,
                expect,
                Optional.empty(),
                McpMethod.TOOLS_CALL,
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static void check(String key, String text, List<String> known) {
        if (!known.contains(text)) {
            throw new Unfit(key + " must be one of " + String.join(", ", known), NearestName.suggestion(text, known));
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** The call; {@code now} where the case says no time. */
    DescribedCall described(Instant now) {
        List<PrincipalPattern> principals = new ArrayList<>();
        as.forEach(text -> principals.add(new PrincipalPattern(text)));
        String[] on = call.split("/", 2);
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        return new DescribedCall(
                principals,
                method,
                on[0],
                on.length > 1 ? on[1] : "",
                Optional.of(arguments.orElse(nothing)),
                Optional.of(annotations.orElse(nothing)),
                Optional.of(changed),
                new Vouched(
                        Optional.of(authentication.orElse("")),
                        Optional.of(proof.orElse("none")),
                        Optional.of(scopes),
                        claims,
                        Optional.empty()),
                time.flatMap(PolicyCase::instant).orElse(now),
                peer.orElse(""),
                risk.map(JsonView::of).orElse(Map.of()));
    }

    /** The case in a few words. */
    String title() {
        return method + " " + call + " as " + String.join(", ", as);
    }
}
