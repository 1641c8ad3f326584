package dev.sallyport;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.InventoryJson;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.access.ServerFit;
import dev.sallyport.practice.scope.ScopeFit;
import dev.sallyport.practice.scope.ScopeSettings;
import dev.sallyport.settings.Settings;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the policy and the rules of scopes in force say that the connected servers do not have: looked for when either changes, and told once. It decides nothing.
 */
public final class PolicyWatch {
    private static final System.Logger LOG = System.getLogger("sallyport.policy");

    /** Of a longer policy the rest is left to {@code sallyport policy check}. */
    private static final int STATEMENTS_MAX = 2_000;

    private final Routes routes;
    private final Lanes lanes;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable Seen seen;
    private volatile Set<String> misfits = Set.of();
    private volatile Set<String> scopes = Set.of();

    /** What was compared. */
    private record Seen(AccessSettings access, ScopeSettings scope, Map<String, Inventory> known) {
        boolean isOf(Settings now, Map<String, Inventory> knownNow) {
            return access.equals(now.access()) && scope.equals(now.scope()) && known.equals(knownNow);
        }
    }

    PolicyWatch(Routes routes, Lanes lanes) {
        this.routes = routes;
        this.lanes = lanes;
    }

    /** Compares anew where the policy, the rules of scopes or what is known of a server has changed; short, the work is done on another lane. */
    void look(Settings settings) {
        Map<String, Inventory> known = routes.known();
        Seen last = seen;
        if ((last == null || !last.isOf(settings, known)) && looking.compareAndSet(false, true)) {
            boolean taken = lanes.submit(Lane.CPU, () -> {
                try {
                    compare(settings.access(), known);
                    scopes = told(scopes, new ScopeFit(settings.scope(), known).misfits());
                    seen = new Seen(settings.access(), settings.scope(), known);
                } finally {
                    looking.set(false);
                }
            });
            if (!taken) {
                looking.set(false);
            }
        }
    }

    private void compare(AccessSettings access, Map<String, Inventory> known) {
        Set<String> found = new LinkedHashSet<>();
        if (!access.isSilent()) {
            ServerFit fit = ServerFit.ofConnected(known);
            List<Statement> statements = AccessRules.of(access).policy().statements();
            statements.stream().limit(STATEMENTS_MAX).forEach(statement -> fit.misfits(statement)
                    .forEach(misfit -> found.add(misfit.text())));
        }
        misfits = told(misfits, found);
    }

    /** What is {@code found}, after the log was told what was not there {@code before}. */
    private static Set<String> told(Set<String> before, Collection<String> found) {
        found.stream()
                .filter(text -> !before.contains(text))
                .forEach(text -> LOG.log(System.Logger.Level.WARNING, "policy: {0}", text));
        return Set.copyOf(found);
    }

    /** What does not fit, a sentence each. */
    public List<String> misfits() {
        return misfits.stream().sorted().toList();
    }

    /** What does not fit of the rules of scopes, a sentence each. */
    public List<String> scopes() {
        return scopes.stream().sorted().toList();
    }

    /** What the server that {@code asked} names by {@code server} is known to offer; it is asked where nobody did so before. Blocks. */
    public ObjectNode definitions(JsonNode asked) {
        Map<String, Inventory> known = new HashMap<>();
        try {
            known.putAll(routes.survey().get());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
        Inventory inventory = known.get(asked.path("server").asString(""));
        return inventory == null
                ? JsonNodeFactory.instance.objectNode().put("unknown", "not-served")
                : InventoryJson.of(inventory);
    }
}
