package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.token.redact.Found;
import dev.sallyport.practice.token.redact.Literals;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.practice.token.redact.SecretScan;
import dev.sallyport.practice.token.verify.TokenHash;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks for tokens and keys in what callers and servers say, and stops them or takes them out. The caller's own credential is
 * stopped, and a configured credential of a server taken out, whatever the settings say. Metadata, cursors and states are opaque here
 * and not looked into.
 * Source: MCP 2026-07-28, Security Best Practices, Token Passthrough.
 */
final class SecretGuard implements Guard {
    /** There is a token or key in the arguments. */
    static final Reason ARGUMENT = new Reason("token", "secret-argument");
    /** There is a token or key in the result. */
    static final Reason RESULT = new Reason("token", "secret-result");

    private static final String OWN = "own-token";
    private static final String CONFIGURED = "configured-secret";
    /** What may be a password, however long it is. */
    private static final Set<String> PASSWORDS = Set.of("basic", CONFIGURED);

    /** What is opaque to us, or shown to us as a message of its own. */
    private static final Set<String> KEPT = Set.of(
            "_meta",
            "requestState",
            "cursor",
            "nextCursor",
            "taskId",
            "progressToken",
            "inputRequests",
            "inputResponses");

    private static final MethodSet METHODS = MethodSet.of(
            McpMethod.TOOLS_CALL,
            McpMethod.RESOURCES_READ,
            McpMethod.PROMPTS_GET,
            McpMethod.COMPLETE,
            McpMethod.SAMPLING_CREATE,
            McpMethod.ELICITATION_CREATE,
            McpMethod.LOG,
            McpMethod.PROGRESS);

    private final TokenSettings settings;
    private final Map<String, List<String>> configured;

    /** Acts as {@code settings} say; {@code configured} are the secrets with which servers are called, by server. */
    SecretGuard(TokenSettings settings, Map<String, List<String>> configured) {
        this.settings = settings;
        this.configured = configured;
    }

    @Override
    public Phase phase() {
        return Phase.REWRITE;
    }

    @Override
    public MethodSet inboundFor() {
        return METHODS;
    }

    @Override
    public MethodSet outboundFor() {
        return METHODS;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        String own = credential(exchange);
        return judge(exchange, message, new Search(own.isEmpty() ? List.of() : List.of(own), OWN, true));
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        List<String> secrets = configured.getOrDefault(exchange.server(), List.of());
        return judge(exchange, message, new Search(secrets, CONFIGURED, false));
    }

    /** The search of one message: for what, in which direction, and whether a secret that is known was met. */
    private static final class Search {
        private final List<String> known;
        private final String kind;
        private final boolean inward;
        private boolean met;

        Search(List<String> known, String kind, boolean inward) {
            this.known = known;
            this.kind = kind;
            this.inward = inward;
        }

        /** What is found in {@code text}; what only looks like a secret where {@code looks}. */
        List<Found> in(String text, boolean looks) {
            List<Found> exact = known.isEmpty() ? List.of() : Literals.in(text, known, kind);
            List<Found> likely = looks ? SecretScan.in(text) : List.of();
            met |= !exact.isEmpty();
            return Literals.merged(exact, likely);
        }
    }

    /** The token that the caller has shown; empty where it has shown none. */
    private static String credential(Exchange exchange) {
        String value = exchange.envelope().headers().value("Authorization");
        String token = value.substring(value.indexOf(' ') + 1).strip();
        return token.length() >= Literals.CHARS_MIN ? token : "";
    }

    private Verdict judge(Exchange exchange, Message message, Search search) {
        if (!(message instanceof Message.Spoken spoken)) {
            return Verdict.PASS;
        }
        if (exchange.loop().isCurrent() && exchange.messageBytes() > MemoryGate.FREE_BYTES) {
            return new Verdict.Defer(Lane.CPU);
        }
        TokenSettings.Rule rule = rule(exchange, search.inward);
        boolean looks = rule != TokenSettings.Rule.ALLOW;
        Redaction redaction = new Redaction(text -> search.in(text, looks));
        Message.Spoken clean = clean(spoken, redaction);
        return redaction.secrets().isEmpty() ? Verdict.PASS : verdict(exchange, search, rule, redaction, clean);
    }

    private static Message.Spoken clean(Message.Spoken spoken, Redaction redaction) {
        if (spoken instanceof Message.Response response && response.isError()) {
            ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
            wrapped.set("error", response.body().get("error"));
            ObjectNode made = redaction.object(wrapped, Set.of());
            return made == null
                    ? spoken
                    : new Message.Response(
                            response.id(),
                            response.method(),
                            Shallow.with(response.body(), "error", made.get("error")));
        }
        if (!(spoken.content() instanceof ObjectNode content)) {
            return spoken;
        }
        ObjectNode made = redaction.object(content, KEPT);
        return made == null ? spoken : spoken.with(made);
    }

    private TokenSettings.Rule rule(Exchange exchange, boolean inward) {
        String server = exchange.server();
        boolean exempt = settings.exempt().contains(server)
                || settings.exempt()
                        .contains(server + "/" + exchange.definition().name());
        return exempt ? TokenSettings.Rule.ALLOW : inward ? settings.arguments() : settings.results();
    }

    /** Its kind, and its hash where nobody can guess it from that. */
    private static String said(Redaction.Secret secret) {
        String hash = PASSWORDS.contains(secret.kind()) ? "" : TokenHash.found(secret.value());
        return (secret.kind() + " " + hash).strip();
    }

    private Verdict verdict(
            Exchange exchange, Search search, TokenSettings.Rule rule, Redaction redaction, Message.Spoken clean) {
        Reason reason = search.inward ? ARGUMENT : RESULT;
        redaction.secrets().forEach(secret -> exchange.note("found", reason, said(secret)));
        if (!search.met && settings.mode() == Mode.OBSERVE) {
            exchange.note("observe", reason);
            return Verdict.PASS;
        }
        boolean refuse = search.met ? search.inward : rule == TokenSettings.Rule.REFUSE;
        return refuse ? new Verdict.Deny(reason) : new Verdict.Replace(clean, reason);
    }
}
