package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.session.Handles.Handle;
import dev.sallyport.practice.session.Handles.Standing;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.JsonDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Binds handles of state, which a server gives with a result and takes as an argument, to the principal who got them. Where the settings name a
 * position, what a result has there is the caller's, and what an argument has there must be. From the schemas it is learnt where else such a handle goes: in an
 * argument of the same name of any tool of that server, where a handle of somebody else is refused. Source: MCP 2026-07-28, Security Best
 * Practices, State Handle Hijacking.
 */
final class HandleBinding implements Guard {
    static final Reason HANDLE = new Reason("session", "handle");

    private static final int HANDLES_OF_ONE_RESULT_MAX = 1_000;
    private static final Verdict REFUSED = new Verdict.Deny(
            HANDLE,
            new Hint.Mend(
                    "an argument names state that was not given to this caller: begin anew with the tool that gives it"));
    private static final Verdict ELSEWHERE = new Verdict.Defer(Lane.CPU);

    private final Handles handles;
    private final Map<String, Positions> byServer = new HashMap<>();

    /** The positions of one server: those declared, by tool, and the names that members have there. */
    private record Positions(Map<String, List<Position>> declared, Set<String> names) {
        static Positions of(Map<String, List<String>> settings) {
            Map<String, List<Position>> declared = new HashMap<>();
            settings.forEach((tool, pointers) ->
                    declared.put(tool, pointers.stream().map(Position::of).toList()));
            Set<String> names = declared.values().stream()
                    .flatMap(List::stream)
                    .map(Position::name)
                    .collect(Collectors.toUnmodifiableSet());
            return new Positions(declared, names);
        }

        List<Position> of(Exchange exchange) {
            return declared.getOrDefault(exchange.definition().name(), List.of());
        }
    }

    /** Binds in {@code handles} what is found where {@code declared} says: server, then tool, then pointers. */
    HandleBinding(Handles handles, Map<String, Map<String, List<String>>> declared) {
        this.handles = handles;
        declared.forEach((server, tools) -> {
            if (!tools.isEmpty()) {
                byServer.put(server, Positions.of(tools));
            }
        });
    }

    @Override
    public Phase phase() {
        return Phase.BIND;
    }

    @Override
    public MethodSet inboundFor() {
        return byServer.isEmpty() ? MethodSet.NONE : MethodSet.of(McpMethod.TOOLS_CALL);
    }

    @Override
    public MethodSet outboundFor() {
        return inboundFor();
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        Positions positions = byServer.get(exchange.server());
        if (positions == null || !(message instanceof Message.Request request)) {
            return Verdict.PASS;
        }
        if (isWork(exchange)) {
            return ELSEWHERE;
        }
        JsonNode arguments = request.params().path("arguments");
        Check check = new Check(exchange);
        positions.of(exchange).forEach(position -> position.in(arguments, check::mustBeOwn));
        check.named(arguments, positions.names());
        return check.refused ? REFUSED : Verdict.PASS;
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        Positions positions = byServer.get(exchange.server());
        if (positions == null || !(message instanceof Message.Response response)) {
            return Verdict.PASS;
        }
        List<Position> declared = positions.of(exchange);
        JsonNode content = response.result().path("structuredContent");
        if (declared.isEmpty() || content.isMissingNode()) {
            return Verdict.PASS;
        }
        if (isWork(exchange)) {
            return ELSEWHERE;
        }
        List<JsonNode> given = new ArrayList<>();
        declared.forEach(position -> position.in(content, given::add));
        given.stream()
                .filter(JsonNode::isValueNode)
                .filter(value -> !value.isNull())
                .limit(HANDLES_OF_ONE_RESULT_MAX)
                .forEach(value -> handles.keep(exchange.principal(), handle(exchange, value)));
        return Verdict.PASS;
    }

    private static boolean isWork(Exchange exchange) {
        return exchange.messageBytes() > MemoryGate.FREE_BYTES
                && exchange.loop().isCurrent();
    }

    /** A handle is the same as a number and as text. */
    private static Handle handle(Exchange exchange, JsonNode value) {
        return new Handle(exchange.server(), JsonDigest.of(StringNode.valueOf(value.asString(""))));
    }

    /** The arguments of one call before what is known of handles. */
    private final class Check {
        private final Exchange exchange;
        private boolean refused;

        Check(Exchange exchange) {
            this.exchange = exchange;
        }

        /** A handle stands here: one that is not known is refused too, but for the owner of the gateway, whom a restart must not stop. */
        void mustBeOwn(JsonNode value) {
            if (value.isNull()) {
                return;
            }
            Standing standing = value.isValueNode()
                    ? handles.standing(exchange.principal(), handle(exchange, value))
                    : Standing.UNKNOWN;
            boolean forgiven =
                    standing == Standing.UNKNOWN && exchange.principal().equals(Principal.LOCAL);
            refused |= standing != Standing.OWN && !forgiven;
        }

        /** Somebody else's handle must not stand where the name says that one may. */
        void named(JsonNode node, Set<String> names) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                if (names.contains(member.getKey())) {
                    mustNotBeForeign(member.getValue());
                }
                named(member.getValue(), names);
            }
            if (node.isArray()) {
                node.forEach(each -> named(each, names));
            }
        }

        private void mustNotBeForeign(JsonNode value) {
            if (value.isArray()) {
                value.forEach(this::mustNotBeForeign);
            } else if (value.isValueNode()) {
                refused |= handles.standing(exchange.principal(), handle(exchange, value)) == Standing.FOREIGN;
            }
        }
    }
}
