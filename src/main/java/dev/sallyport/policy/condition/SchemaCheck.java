package dev.sallyport.policy.condition;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.sallyport.catalog.search.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Whether conditions fit the arguments of one tool. What asks for arguments as a whole, as {@code size(arguments)} does, fits. */
public final class SchemaCheck {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .enableQuotedIdentifierSyntax(true)
            .build();
    private static final String PATH = "(\\barguments(?:\\.`[^`]+`|\\.\\w+)*)";
    private static final Pattern INDEX =
            Pattern.compile(PATH + "\\s*\\[\\s*(?:\"([A-Za-z0-9_./ -]+)\"|'([A-Za-z0-9_./ -]+)')\\s*\\]");
    private static final Pattern MEMBER =
            Pattern.compile("(?:\"([A-Za-z0-9_./ -]+)\"|'([A-Za-z0-9_./ -]+)')\\s+in\\s+" + PATH + "(?![.\\w\\[])");
    private static final Pattern UNKNOWN = Pattern.compile("undefined field '([^']+)'");
    private static final Pattern OVERLOAD =
            Pattern.compile("(?s)found no matching overload for '([^']+)' applied to '([^']+)'.*");
    private static final Pattern WHOLE = Pattern.compile("\\barguments\\b");

    private final ArgumentTypes types;
    private final Optional<CelCompiler> compiler;

    /**
     * What does not fit.
     *
     * @param message a clause about the condition
     * @param suggestion what may have been meant; may be empty
     */
    public record Misfit(String message, String suggestion) {}

    /** The check for a tool with this {@code inputSchema}. */
    public SchemaCheck(JsonNode inputSchema) {
        types = new ArgumentTypes(inputSchema);
        compiler = types.arguments().map(this::compiler);
    }

    private CelCompiler compiler(CelType arguments) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(types.types())
                .addFunctionDeclarations(Functions.declarations())
                .setResultType(SimpleType.BOOL);
        for (Map.Entry<String, CelType> variable : Vocabulary.variables().entrySet()) {
            String name = variable.getKey();
            builder.addVar(name, name.equals(ArgumentTypes.ARGUMENTS) ? arguments : variable.getValue());
        }
        return builder.build();
    }

    /** The first thing in {@code condition}, which is valid, that does not fit; empty where it fits. */
    public Optional<Misfit> check(Condition condition) {
        if (compiler.isEmpty()) {
            return Optional.empty();
        }
        try {
            compiler.get().compile(fields(condition.toString())).getAst();
            return Optional.empty();
        } catch (CelValidationException misfit) {
            return misfits(misfit.getErrors());
        }
    }

    private Optional<Misfit> misfits(List<CelIssue> issues) {
        for (CelIssue issue : issues) {
            Matcher unknown = UNKNOWN.matcher(issue.getMessage());
            if (unknown.find()) {
                String name = unknown.group(1);
                return Optional.of(new Misfit(
                        "asks for the argument `" + name + "`, which it does not take",
                        NearestName.suggestion(name, types.names())));
            }
            Matcher overload = OVERLOAD.matcher(issue.getMessage());
            if (overload.matches() && !WHOLE.matcher(overload.group(2)).find()) {
                return Optional.of(new Misfit(
                        "takes an argument for what it is not: `"
                                + overload.group(1).replace("_", "") + "` does not go with " + overload.group(2),
                        ""));
            }
        }
        return Optional.empty();
    }

    /** The same with members by name: {@code arguments["a-b"]} and {@code "a-b" in arguments} are members of an object. */
    private static String fields(String text) {
        String named = text;
        Matcher index = INDEX.matcher(named);
        while (index.find()) {
            String name = index.group(2) == null ? index.group(3) : index.group(2);
            named = named.substring(0, index.start()) + index.group(1) + ".`" + name + "`"
                    + named.substring(index.end());
            index = INDEX.matcher(named);
        }
        return MEMBER.matcher(named)
                .replaceAll(found -> Matcher.quoteReplacement("has(" + found.group(3) + ".`"
                        + (found.group(1) == null ? found.group(2) : found.group(1)) + "`)"));
    }
}
