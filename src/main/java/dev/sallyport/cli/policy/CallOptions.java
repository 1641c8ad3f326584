package dev.sallyport.cli.policy;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.practice.access.DescribedCall;
import dev.sallyport.practice.access.Vouched;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A call as it is described on the command line. */
final class CallOptions {
    @Option(
            names = "--as",
            paramLabel = "PRINCIPAL",
            description =
                    "Who calls: local (default), anonymous, or user:, workload:, actor:, group:, role: and a name, as a"
                            + " statement writes it; several times for all that the caller is.")
    private List<String> as = new ArrayList<>();

    @Option(names = "--client", paramLabel = "ID", description = "The program, as its authorization server knows it.")
    private @Nullable String client;

    @Option(
            names = {"--tool", "--on"},
            paramLabel = "SERVER/NAME",
            description =
                    "What is called: a server, and its own name of the tool or prompt, or the URI of the resource.")
    private @Nullable String called;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "What is done with it, as a method of MCP (default: tools/call).")
    private String method = McpMethod.TOOLS_CALL;

    @Option(
            names = "--arguments",
            paramLabel = "JSON",
            description = "With what, as a JSON object. Without it, what depends on the arguments is said.")
    private @Nullable String arguments;

    @Option(
            names = "--annotations",
            paramLabel = "JSON",
            description = "What the server says of the tool, as a JSON object: for conditions on resource.annotations.")
    private @Nullable String annotations;

    @Option(
            names = "--changed",
            arity = "1",
            paramLabel = "true|false",
            description =
                    "Whether the tool is another one than at first use: for conditions on resource.changed. A call"
                            + " that is described here is of one that is not; of a recorded one it is not known.")
    private @Nullable Boolean changed;

    @Option(
            names = "--claim",
            paramLabel = "NAME=VALUE",
            description = "A fact that an issuer vouches for; several times for all of them.")
    private Map<String, String> claims = new HashMap<>();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What the caller was granted; several times for all.")
    private List<String> scopes = new ArrayList<>();

    @Option(
            names = "--authentication",
            paramLabel = "HOW",
            description = "By what the caller was identified, as the audit trail writes it: signed-token, certificate…")
    private @Nullable String authentication;

    /** By what callers can be identified. */
    static final List<String> METHODS = Arrays.stream(Authentication.Method.values())
            .map(Authentication.Method::text)
            .toList();

    /** What they can have proved. */
    static final List<String> PROOFS = Arrays.stream(Authentication.Confirmation.Kind.values())
            .map(Authentication.Confirmation.Kind::text)
            .toList();

    @Option(
            names = "--proof",
            paramLabel = "KIND",
            description = "What the caller proved beside showing the credential: none, dpop or certificate.")
    private @Nullable String proof;

    /** True where a call is described. */
    boolean isDescribed() {
        return called != null;
    }

    /** The arguments, where they were given. */
    Optional<JsonNode> arguments() {
        return Optional.ofNullable(arguments).map(text -> object("--arguments", text));
    }

    /** The annotations, where they were given. */
    Optional<JsonNode> annotations() {
        return Optional.ofNullable(annotations).map(text -> object("--annotations", text));
    }

    /** Whether the tool is another one than at first use, where that was given. */
    Optional<Boolean> changed() {
        return Optional.ofNullable(changed);
    }

    /** The call. */
    DescribedCall call(Instant now) {
        List<PrincipalPattern> principals = new ArrayList<>();
        for (String text : as.isEmpty() ? List.of(PrincipalPattern.LOCAL.text()) : as) {
            principals.add(PrincipalPattern.read(text)
                    .filter(pattern -> !pattern.equals(PrincipalPattern.ALL))
                    .orElseThrow(() -> usage("--as must be local, anonymous, or one of "
                            + String.join(", ", PrincipalPattern.KINDS) + " with a colon and a name")));
        }
        if (client != null) {
            principals.add(PrincipalPattern.of("client", client));
        }
        String[] on = String.valueOf(called).split("/", 2);
        Map<String, List<String>> facts = new HashMap<>();
        claims.forEach((name, value) -> facts.put(name, List.of(value)));
        return new DescribedCall(
                principals,
                method,
                on[0],
                on.length > 1 ? on[1] : "",
                arguments(),
                annotations(),
                changed().or(() -> Optional.of(false)),
                new Vouched(
                        known("--authentication", authentication, METHODS),
                        known("--proof", proof, PROOFS),
                        Optional.of(scopes),
                        facts,
                        Optional.empty()),
                now,
                "",
                Map.of());
    }

    private static Optional<String> known(String option, @Nullable String text, List<String> known) {
        if (text != null && !known.contains(text)) {
            throw usage(option + " must be one of " + String.join(", ", known));
        }
        return Optional.ofNullable(text);
    }

    private static JsonNode object(String option, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (new JsonReader().read(bytes, 0, bytes.length) instanceof JsonRead.Value value
                && value.root().isObject()) {
            return value.root();
        }
        throw usage(option + " must be a JSON object, such as '{\"path\":\"/srv/x\"}'");
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, "usage", message);
    }
}
