package dev.sallyport.cli.policy;

import dev.sallyport.catalog.Definition;
import dev.sallyport.cli.exit.Columns;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.cli.policy.trail.RecordedCall;
import dev.sallyport.cli.policy.trail.Trail;
import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.Relation;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.DescribedCall;
import dev.sallyport.practice.scope.ScopeRules;
import dev.sallyport.practice.scope.ScopeSettings;
import dev.sallyport.practice.scope.Sufficiency;
import dev.sallyport.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport policy explain}: why a call is allowed, held or denied, and what would have allowed it. */
@Command(
        name = "explain",
        description = {
            "Says what the policy decides about one call, how every statement about its resource relates to it, and what would"
                    + " have allowed it.",
            "",
            "The call is described with --tool, or taken from the audit trail with --exchange: the incident that a refusal"
                    + " names. The trail has no arguments: what depends on them is said, unless --arguments gives them."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It ends with 0 where the call is allowed, and with 4 where it is denied or held, or where that depends on what is"
                    + " not known.",
            "",
            "Examples:",
            "  sallyport policy explain --tool files/write_file --arguments '{\"path\":\"/srv/x\"}'",
            "  sallyport policy explain --as group:engineering --tool git/push",
            "  sallyport policy explain --exchange 3f9c-17"
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Mixin
    private CallOptions described = new CallOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--exchange",
            paramLabel = "ID",
            description =
                    "A recorded exchange: the incident of a refusal, or `exchange` of an entry of the audit trail.")
    private @Nullable String exchange;

    @Override
    public Integer call() throws IOException {
        if (described.isDescribed() == (exchange != null)) {
            throw new ParameterException(spec.commandLine(), "say either --tool SERVER/NAME or --exchange ID");
        }
        Settings settings = policy.settings();
        AccessRules rules = AccessRules.of(settings.access());
        Optional<RecordedCall> recorded = exchange == null ? Optional.empty() : Optional.of(recorded(exchange));
        DescribedCall call = recorded.map(RecordedCall::call)
                .map(then -> then.with(described.arguments(), described.annotations(), described.changed()))
                .orElseGet(() -> described.call(Instant.now()));
        Explained explained = Explained.of(rules, call);
        Optional<RecordedCall> asThen = asThen(explained, rules.version(), recorded);
        Optional<Sufficiency> scopes = scopes(settings.scope(), call);
        new Output(spec)
                .print(
                        () -> withScopes(json(explained, rules, recorded), scopes),
                        () -> withScopes(
                                lines(
                                        explained,
                                        asThen.map(ExplainCommand::verdict).orElseGet(() -> verdict(explained)),
                                        policy.origin(settings, rules),
                                        recorded),
                                scopes));
        Outcome decided =
                asThen.map(RecordedCall::decided).orElse(explained.outlook().worst());
        return decided == Outcome.ALLOW ? ExitCode.SUCCESS : ExitCode.NO;
    }

    /** What the rules of scopes say of it; empty where there are none, or nothing is known of the caller's. */
    private static Optional<Sufficiency> scopes(ScopeSettings settings, DescribedCall call) {
        if (settings.rules().isEmpty()
                || call.vouched().scopes().isEmpty()
                || call.principals().contains(PrincipalPattern.LOCAL)) {
            return Optional.empty();
        }
        ObjectNode told = JsonNodeFactory.instance.objectNode();
        call.annotations().ifPresent(hints -> told.set("annotations", hints));
        return Optional.of(ScopeRules.of(settings)
                .explain(
                        Set.copyOf(call.vouched().scopes().get()),
                        call.action(),
                        call.server(),
                        call.name(),
                        Definition.of(call.name(), told)));
    }

    private static ObjectNode withScopes(ObjectNode json, Optional<Sufficiency> scopes) {
        scopes.ifPresent(asked -> {
            ObjectNode told = json.putObject("scopes").put("named", asked.named());
            asked.needed().forEach(told.putArray("needed")::add);
            asked.missing().forEach(told.putArray("missing")::add);
        });
        return json;
    }

    private static List<String> withScopes(List<String> lines, Optional<Sufficiency> scopes) {
        scopes.ifPresent(asked -> lines.addAll(List.of("", "Scopes: " + asked.text() + ".")));
        return lines;
    }

    /** What was recorded, where it answers what the explanation leaves open: it was the same policy, which knew more then. */
    private static Optional<RecordedCall> asThen(Explained explained, String version, Optional<RecordedCall> recorded) {
        return recorded.filter(
                then -> !explained.outlook().isCertain() && then.version().equals(version));
    }

    private RecordedCall recorded(String id) throws IOException {
        Trail trail = new Trail(home.folder());
        return trail.call(id)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "no-exchange",
                        "the audit trail in " + trail.folder()
                                + " has no such exchange about which the policy was asked"));
    }

    private static ObjectNode json(Explained explained, AccessRules rules, Optional<RecordedCall> recorded) {
        ObjectNode json = explained.json().put("version", rules.version());
        recorded.ifPresent(then -> json.putObject("recorded")
                .put("exchange", then.exchange())
                .put("time", then.time().toString())
                .put("decision", Paint.word(then.decided()))
                .put("statement", then.statement())
                .put("version", then.version()));
        return json;
    }

    private static String verdict(Explained explained) {
        return explained.verdict(new Paint(Output.isForPeople())) + ": " + explained.reason();
    }

    private static String verdict(RecordedCall then) {
        return new Paint(Output.isForPeople()).decision(then.decided()) + ": "
                + (then.statement().isEmpty() ? "nothing permitted it" : "`" + then.statement() + "` decided it")
                + ", by the same policy, which knew more then";
    }

    private static List<String> lines(
            Explained explained, String verdict, String origin, Optional<RecordedCall> recorded) {
        DescribedCall call = explained.call();
        List<String> lines = new ArrayList<>();
        lines.add(verdict);
        Columns facts = new Columns()
                .row("call", call.action() + " " + call.server() + (call.name().isEmpty() ? "" : "/" + call.name()))
                .row(
                        "as",
                        call.principals().stream().map(PrincipalPattern::text).collect(Collectors.joining(", ")))
                .row("arguments", call.arguments().map(Object::toString).orElse("not known"))
                .row("policy", origin);
        recorded.ifPresent(then -> facts.row(
                "recorded",
                Paint.word(then.decided()) + " at " + then.time()
                        + (then.statement().isEmpty() ? "" : " by `" + then.statement() + "`")
                        + (then.version().isEmpty() ? "" : ", policy " + then.version())));
        lines.addAll(facts.lines("  "));
        lines.add("");
        lines.add(explained.relations().isEmpty() ? "No statement is about this." : "Statements about this:");
        Columns statements = new Columns();
        for (Relation relation : explained.relations()) {
            statements.row(
                    relation.statement().id(),
                    relation.statement().effect().name().toLowerCase(Locale.ROOT),
                    Explained.words(relation),
                    Explained.conditions(relation.statement()));
        }
        lines.addAll(statements.lines("  "));
        List<String> mends = explained.mends();
        if (!mends.isEmpty()) {
            lines.add("");
            lines.add("What would allow it:");
            mends.forEach(mend -> lines.add("  " + Columns.printable(mend)));
        }
        return lines;
    }
}
