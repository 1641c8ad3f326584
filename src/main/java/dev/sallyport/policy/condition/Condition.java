package dev.sallyport.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelUnknownSet;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.PartialVars;
import dev.cel.runtime.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A yes-or-no expression over the facts of a request, checked when it is read. It ends: CEL has no recursion, its loops go over lists that
 * are there and are bounded, its regular expressions are linear. Source: CEL language definition (cel-spec).
 */
public final class Condition {
    private static final int CHARS_MAX = 4096;
    private static final int STEPS_MAX = 10_000;
    private static final int PATTERN_SIZE_MAX = 2_000;
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(STEPS_MAX)
            .maxRegexProgramSize(PATTERN_SIZE_MAX)
            .maxExpressionCodePointSize(CHARS_MAX)
            .build();
    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(Functions.bindings())
            .build();

    /** Among the names of claims that a condition asks for: it may ask for any. */
    public static final String ALL_CLAIMS = "*";

    private final String text;
    private final Program program;
    private final Set<String> claims;

    private Condition(String text, Program program, Set<String> claims) {
        this.text = text;
        this.program = program;
        this.claims = claims;
    }

    /** The condition that {@code text} writes; an exception that says what is wrong, and where, otherwise. */
    public static Condition of(String text) {
        try {
            CelAbstractSyntaxTree ast = COMPILER.compile(text).getAst();
            Optional<String> unfit = Literals.unfit(ast, Condition::works);
            if (unfit.isPresent()) {
                throw new UnfitCondition(
                        "is not a condition: `" + unfit.get() + "` cannot read the text that it is given",
                        hint(unfit.get()));
            }
            return new Condition(text, RUNTIME.createProgram(ast), NamedClaims.of(ast));
        } catch (CelValidationException e) {
            throw Diagnosis.of(text, e.getErrors());
        } catch (CelEvaluationException e) {
            throw new UnfitCondition("is not a condition: " + e.getMessage(), "");
        }
    }

    private static String hint(String function) {
        return switch (function) {
            case "matches" -> "a pattern of RE2, for example `^/srv/[a-z]+$`";
            case "timestamp" -> "for example `2026-11-26T08:00:00Z`";
            default -> "for example `90m`";
        };
    }

    /** The names of the claims that it asks for; {@link #ALL_CLAIMS} among them where it may ask for any. */
    public Set<String> claims() {
        return claims;
    }

    /** What it comes to for a request with these facts; {@code action} is what is done. */
    public Truth test(String action, Facts facts) {
        CelVariableResolver variables = name -> variable(name, action, facts);
        try {
            List<CelAttributePattern> unknown = unknown(facts);
            Object said =
                    unknown.isEmpty() ? program.eval(variables) : program.eval(PartialVars.of(variables, unknown));
            if (said instanceof Boolean holds) {
                return holds ? Truth.TRUE : Truth.FALSE;
            }
            // what is not known is a set of such facts; anything else is no yes and no no
            return !unknown.isEmpty() && said instanceof CelUnknownSet ? Truth.UNKNOWN : Truth.ERROR;
        } catch (CelEvaluationException | RuntimeException _) {
            return Truth.ERROR;
        }
    }

    /** Of claims only those that are asked for and not known. */
    private List<CelAttributePattern> unknown(Facts facts) {
        Set<Unknown> unknown = facts.unknown();
        if (unknown.isEmpty()) {
            return List.of();
        }
        List<CelAttributePattern> patterns = new ArrayList<>();
        for (Unknown one : unknown) {
            if (one != Unknown.CLAIMS || claims.contains(ALL_CLAIMS)) {
                patterns.add(one.pattern());
            } else {
                claims.stream()
                        .filter(name -> !facts.knowsClaim(name))
                        .map(one::member)
                        .forEach(patterns::add);
            }
        }
        return patterns;
    }

    private static Optional<Object> variable(String name, String action, Facts facts) {
        return switch (name) {
            case "principal" -> Optional.of(new CelMap(facts.principal()));
            case "client" -> Optional.of(facts.client());
            case "action" -> Optional.of(action);
            case "resource" -> Optional.of(new CelMap(facts.resource()));
            case "arguments" -> facts.arguments().map(arguments -> (Object) JsonView.of(arguments));
            case "context" -> Optional.of(new CelMap(facts.context()));
            default -> Optional.empty();
        };
    }

    private static CelCompiler compiler() {
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(Vocabulary.types())
                .addFunctionDeclarations(Functions.declarations())
                .setResultType(SimpleType.BOOL);
        Vocabulary.variables().forEach(builder::addVar);
        return builder.build();
    }

    /** True for a text that {@code function} can read. */
    private static boolean works(String function, String text) {
        String quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'").replaceAll("\\R", "\\\\n") + "'";
        String trial = function.equals("matches")
                ? "''.matches(" + quoted + ")"
                : function + "(" + quoted + ") == " + function + "(" + quoted + ")";
        try {
            var _ = RUNTIME.createProgram(COMPILER.compile(trial).getAst()).eval();
            return true;
        } catch (CelValidationException | CelEvaluationException _) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text that was read. */
    @Override
    public String toString() {
        return text;
    }
}
