package dev.sallyport.practice.access;

import dev.sallyport.policy.Request;
import dev.sallyport.protocol.McpMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has to stand in a policy besides what stands there, so that one caller may do one thing from now on: a permit that lifts what holds it.
 *
 * @param statement the permit
 * @param cautious true where the gateway's own policy is in force, which is out of force with the first statement of another
 */
public record Addition(StatementSettings statement, boolean cautious) {
    /** What has to be added to {@code rules} so that {@code call} passes, whatever its arguments. */
    public static Addition of(AccessRules rules, DescribedCall call) {
        return of(rules, call.principals().getFirst().text(), rules.requests(call));
    }

    /** What has to be added to {@code rules} for {@code principal}; {@code requests} are what he asks for, in each spelling of it. */
    static Addition of(AccessRules rules, String principal, List<Request> requests) {
        Request first = requests.getFirst();
        StatementSettings permit = StatementSettings.permitting(
                List.of(principal),
                first.action(),
                first.server(),
                requests.stream().map(Request::name).distinct().toList());
        Set<String> holds = requests.stream()
                .flatMap(request -> rules.policy().holding(request).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        // a tool that changes is asked about again, as before
        Optional<String> unless = rules.isCautious() && first.action().equals(McpMethod.TOOLS_CALL)
                ? Optional.of("resource.changed")
                : Optional.empty();
        return new Addition(permit.with(free(rules, permit.id()), unless, List.copyOf(holds)), rules.isCautious());
    }

    private static String free(AccessRules rules, String id) {
        String free = id;
        for (int i = 2; rules.has(free); i++) {
            free = id + "-" + i;
        }
        return free;
    }

    /** The permit as an item of a list that stands alone where the gateway's own policy was in force. */
    public String line() {
        return StatementText.of(cautious ? statement.with(statement.id(), statement.unless(), List.of()) : statement);
    }

    /** All items that have to be added so that nothing but this changes. */
    public String lines() {
        return cautious
                ? Stream.concat(CautiousPolicy.STATEMENTS.stream(), Stream.of(statement))
                        .map(StatementText::of)
                        .collect(Collectors.joining("\n"))
                : StatementText.of(statement);
    }

    /** How a sentence goes on that begins with "a statement that permits it always". */
    String words() {
        return (cautious ? ", alone in a policy of your own: `" : ": `") + line() + "`";
    }
}
