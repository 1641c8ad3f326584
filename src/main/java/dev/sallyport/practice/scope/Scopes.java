package dev.sallyport.practice.scope;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.use.Uses;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.McpMethod;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The scopes of a caller against the rules. Scopes are what an authorization server grants with a token: whoever comes by the home, a
 * process or a certificate has none to show, and is judged by the policy alone. What the policy hides is answered as hidden: a scope that
 * would not help is not asked for.
 */
final class Scopes implements Visibility {
    private static final Hint NAME_IT = new Hint.Mend("no rule of `scope.rules` is about this, and others are about its"
            + " server: a rule has to say which scopes it takes");

    private final ScopeRules ofTokens;
    private final ScopeRules ofStrangers;
    private final StepUp stepUp;
    private final Visibility policy;
    private final String version;

    Scopes(ScopeSettings settings, StepUp stepUp, Visibility policy) {
        this.ofTokens = ScopeRules.of(settings);
        this.ofStrangers = ScopeRules.withoutToken(settings);
        this.stepUp = stepUp;
        this.policy = policy;
        this.version = settings.toString();
    }

    @Override
    public String version() {
        return version;
    }

    /** The rules for whom was identified so; null where no scopes are asked of him. */
    private @Nullable ScopeRules rules(Authentication how) {
        return switch (how.method()) {
            case PROCESS, HOME_TOKEN, CERTIFICATE -> null;
            case ANONYMOUS -> ofStrangers;
            case SIGNED_TOKEN, INTROSPECTION, NONE -> ofTokens;
        };
    }

    /** Whether the caller may come to {@code server}, or to several. */
    Verdict opens(Exchange exchange, String server) {
        Authentication how = exchange.authentication();
        ScopeRules rules = rules(how);
        if (rules == null || rules.opens(how.scopes(), server)) {
            return Verdict.PASS;
        }
        return refusal(exchange, rules.missing(how.scopes(), server), rules.of(server));
    }

    /** Whether the caller may do {@code action} with {@code name} of {@code server}. */
    Verdict judge(Exchange exchange, String action, String server, String name, Definition definition) {
        Authentication how = exchange.authentication();
        ScopeRules rules = rules(how);
        if (rules == null) {
            return Verdict.PASS;
        }
        Standing standing = rules.standing(how.scopes(), action, server, name, definition);
        if (standing == Standing.GRANTED) {
            return Verdict.PASS;
        }
        Optional<Reason> hidden = hidden(exchange, action, server, name, definition);
        if (hidden.isPresent()) {
            return new Verdict.Deny(hidden.get());
        }
        if (standing == Standing.UNNAMED) {
            return new Verdict.Deny(ScopeReasons.UNNAMED, NAME_IT);
        }
        Set<Need> needs = rules.needs(action, server, name, definition);
        return refusal(
                exchange,
                ScopeRules.names(needs, need -> !need.isMet(how.scopes())),
                ScopeRules.names(needs, _ -> true));
    }

    private Verdict refusal(Exchange exchange, Collection<String> missing, Collection<String> needed) {
        Authentication how = exchange.authentication();
        String route = exchange.envelope().route();
        return how.method() == Authentication.Method.ANONYMOUS
                ? new Verdict.Deny(ScopeReasons.TOKEN, stepUp.token(route, needed))
                : new Verdict.Deny(
                        ScopeReasons.INSUFFICIENT,
                        stepUp.insufficient(route, how.confirmation().kind(), missing, needed));
    }

    /** Why the policy hides it; empty where it does not, or where it is of no kind that is listed. */
    private Optional<Reason> hidden(
            Exchange exchange, String action, String server, String name, Definition definition) {
        Kind kind =
                switch (action) {
                    case McpMethod.TOOLS_CALL -> Kind.TOOL;
                    case McpMethod.PROMPTS_GET -> Kind.PROMPT;
                    case McpMethod.RESOURCES_READ -> Kind.RESOURCE;
                    default -> null;
                };
        if (kind == null) {
            return Optional.empty();
        }
        Definition known =
                definition.isNone() ? Definition.of(name, JsonNodeFactory.instance.objectNode()) : definition;
        return policy.hides(exchange, kind, new Target(server, known));
    }

    @Override
    public Optional<Reason> hides(Exchange exchange, Kind kind, Target target) {
        Authentication how = exchange.authentication();
        ScopeRules rules = rules(how);
        if (rules == null) {
            return Optional.empty();
        }
        return switch (rules.standing(
                how.scopes(), Uses.action(kind), target.server(), target.ownName(), target.definition())) {
            case GRANTED -> Optional.empty();
            case MISSING -> Optional.of(ScopeReasons.INSUFFICIENT);
            case UNNAMED -> Optional.of(ScopeReasons.UNNAMED);
        };
    }
}
