package dev.sallyport.practice.scope;

import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.practice.Doc;
import dev.sallyport.protocol.McpMethod;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which scopes a token needs, for what, as it is written. */
public record ScopeRule(
        @Doc(value = "The scopes that the token needs, all of them.", example = "mcp:tools")
        List<String> scopes,

        @Doc("For what: `server`, `server/name` or `*`; `*` in a name stands for any text.")
        List<String> resource,

        @Doc("For what is done: methods of MCP, or `*` for all.")
        List<String> action,

        @Doc(
                "For all tools and all else (`any`), or only for tools that say that they change nothing (`read-only`), or for all others (`changing`).")
        Tools tools) {
    /** A scope in words for editors. Source: RFC 6749 §3.3. */
    static final String SCOPE = "[!#-\\[\\]-~]{1,256}";

    private static final Pattern FORM = Pattern.compile(SCOPE);
    private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z][A-Za-z0-9_./-]{0,127}");
    private static final List<String> ALL = List.of("*");

    public ScopeRule {
        scopes = List.copyOf(scopes);
        resource = List.copyOf(resource);
        action = List.copyOf(action);
        if (scopes.isEmpty() || resource.isEmpty() || action.isEmpty()) {
            String empty = scopes.isEmpty() ? "scopes" : resource.isEmpty() ? "resource" : "action";
            throw new IllegalArgumentException(empty + " must name one; an empty list is about nothing");
        }
        checkScopes("scopes", scopes);
        for (String text : resource) {
            if (ResourcePattern.read(text).isEmpty()) {
                throw new IllegalArgumentException(
                        "resource must be a server, a server and a name with / between, or *, unlike `" + text + "`");
            }
        }
        for (String text : action) {
            if (!ACTION.matcher(text).matches()) {
                throw new IllegalArgumentException("action must be a method of MCP, or *, unlike `" + text + "`");
            }
        }
        if (tools != Tools.ANY && !action.equals(ALL) && !action.equals(List.of(McpMethod.TOOLS_CALL))) {
            throw new IllegalArgumentException("tools must be any where `action` is not tools/call");
        }
    }

    /** One about everything. */
    public ScopeRule(List<String> scopes) {
        this(scopes, ALL, ALL, Tools.ANY);
    }

    /** Refuses what can be no scope of this gateway. */
    static void checkScopes(String key, List<String> scopes) {
        for (String scope : scopes) {
            if (!FORM.matcher(scope).matches()) {
                throw new IllegalArgumentException(key + " must be words without blanks and quotes");
            }
            if (scope.equals("offline_access")) {
                throw new IllegalArgumentException(
                        key + " must not have `offline_access`, which is between client and issuer");
            }
        }
    }

    /** The resources. */
    List<ResourcePattern> resources() {
        return resource.stream()
                .flatMap(text -> ResourcePattern.read(text).stream())
                .toList();
    }

    /** The same about no server that is named; empty where nothing is left. */
    Optional<ScopeRule> withoutServers() {
        List<String> kept = resource.stream()
                .filter(text -> text.equals("*") || text.startsWith("*/"))
                .toList();
        return kept.isEmpty() ? Optional.empty() : Optional.of(new ScopeRule(scopes, kept, action, tools));
    }
}
