package dev.sallyport.transport.sum;

import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Origin;
import dev.sallyport.catalog.View;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.transport.Backoff;
import dev.sallyport.transport.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all servers, and what each view shows of it. A server is asked when it is first needed, when it says that
 * something changed, and when what is known is old; one that fails is asked again ever more rarely, and hides no other. Safe for use
 * by several threads.
 */
public final class Surveys implements AutoCloseable {
    /** How long the first list waits for a server. */
    static final long FIRST_SECONDS = 5;

    private static final long REFRESH_SECONDS = 2;
    private static final long RETRY_MILLIS = 100;

    private static final System.Logger LOG = System.getLogger("sallyport.servers");

    private final Loops loops;
    private final Lanes lanes;
    private final RandomGenerator random;
    private final Map<String, Watch> watched = new HashMap<>();
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Origin>> reported = new ConcurrentHashMap<>();
    private Map<String, View> views = Map.of();
    private volatile Map<String, List<Watch>> shown = Map.of();
    private volatile Map<String, Exposure> exposures = Map.of();
    private @Nullable Exchanges exchanges;
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    private boolean making;
    private boolean stale;
    /** How often it was said what is shown, and for which of these the exposures are made. */
    private volatile int configured;

    private volatile int madeFor;

    /** Who wants to hear that what a view shows has changed. */
    interface Listener {
        /** The lists of these kinds are others than before; on any thread. */
        void changed(String route, Set<Kind> kinds);
    }

    /** Nothing is known yet. */
    public Surveys(Loops loops, Lanes lanes, RandomGenerator random) {
        this.loops = loops;
        this.lanes = lanes;
        this.random = random;
    }

    /** Asks through these exchanges from now on. */
    public synchronized void through(Exchanges own) {
        exchanges = own;
    }

    /** Shows {@code next}, by route, of {@code servers}; what is known of a server that stays the same is kept. */
    public void configure(Map<String, View> next, Map<String, Upstream> servers) {
        List<Watch> gone = new ArrayList<>();
        synchronized (this) {
            views = Map.copyOf(next);
            configured = configured + 1;
            watched.entrySet().removeIf(known -> {
                boolean over = !known.getValue().isOf(servers.get(known.getKey()));
                if (over) {
                    gone.add(known.getValue());
                }
                return over;
            });
            next.values().forEach(view -> view.servers().forEach(name -> {
                Upstream server = servers.get(name);
                if (server != null) {
                    watched.computeIfAbsent(name, _ -> new Watch(name, server, loops.any(), random, this::learned));
                }
            }));
            shown = shown(next);
        }
        gone.forEach(Watch::close);
        make();
    }

    /** What the view at {@code route} shows at the moment. */
    Exposure exposure(String route) {
        return exposures.getOrDefault(route, Exposure.NONE);
    }

    /** Done when every server of the view was asked once, or after five seconds: then what is missing is said. */
    public CompletionStage<?> known(String route) {
        List<Watch> watches = of(route);
        long nowNanos = System.nanoTime();
        for (int i = 0; i < watches.size(); i++) { // every call passes here: no iterator, no lock
            if (!watches.get(i).isKnown(nowNanos)) {
                return asked(route, watches);
            }
        }
        return isShown(route, watches) ? Upstream.READY : asked(route, watches);
    }

    /** What is known of each server of the view, once every one was asked, or after five seconds. */
    public CompletableFuture<Map<String, Inventory>> inventories(String route) {
        return known(route).toCompletableFuture().thenApply(_ -> present());
    }

    /** What is known of each server at this moment; nobody is asked for it. */
    public synchronized Map<String, Inventory> present() {
        Map<String, Inventory> inventories = new HashMap<>();
        watched.forEach((name, watch) -> inventories.put(name, watch.inventory()));
        return inventories;
    }

    private CompletionStage<?> asked(String route, List<Watch> watches) {
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (Watch watch : watches) {
            watch.first(through()).filter(asked -> !asked.isDone()).ifPresent(open::add);
        }
        return open.isEmpty() && isShown(route, watches) ? made() : all(open, FIRST_SECONDS);
    }

    /** False where a server has answered for the first time, or other views are shown now, and the exposure is still being made. */
    private boolean isShown(String route, List<Watch> watches) {
        Exposure now = exposures.get(route);
        if (now == null || madeFor != configured) {
            return false;
        }
        for (int i = 0; i < watches.size() && !now.missing().isEmpty(); i++) { // no iterator, no lock: see above
            if (watches.get(i).isNewTo(now)) {
                return false;
            }
        }
        return true;
    }

    /** Asks every server of the view again that was not asked lately; done when all have answered, or after two seconds. */
    CompletionStage<?> refresh(String route) {
        List<CompletableFuture<?>> open = new ArrayList<>();
        of(route).forEach(watch -> open.add(watch.again(through())));
        return all(open, REFRESH_SECONDS);
    }

    /** The exposure is made anew behind the answers, so it is waited for as well. */
    private CompletionStage<?> all(List<CompletableFuture<?>> open, long seconds) {
        return CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
                .handle((_, _) -> true)
                .thenCompose(_ -> made().thenApply(_ -> true))
                .toCompletableFuture()
                .completeOnTimeout(true, seconds, TimeUnit.SECONDS);
    }

    private synchronized Optional<Exchanges> through() {
        return Optional.ofNullable(exchanges);
    }

    private List<Watch> of(String route) {
        return shown.getOrDefault(route, List.of());
    }

    private Map<String, List<Watch>> shown(Map<String, View> next) {
        Map<String, List<Watch>> byRoute = new HashMap<>();
        next.forEach((route, view) -> byRoute.put(
                route,
                view.servers().stream()
                        .map(watched::get)
                        .filter(watch -> watch != null)
                        .toList()));
        return Map.copyOf(byRoute);
    }

    /** How long to wait after so many failures. */
    Duration wait(Backoff.Policy policy, int failures) {
        return policy.wait(failures, random);
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    private void learned() {
        make();
    }

    /** Makes the exposures anew, off the loop; once more where something was learnt meanwhile. */
    private void make() {
        synchronized (this) {
            stale = true;
            if (making) {
                return;
            }
            making = true;
        }
        submit();
    }

    private void submit() {
        if (!lanes.submit(Lane.CPU, this::remake)) {
            loops.any().eventLoop().schedule(this::submit, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void remake() {
        Map<String, View> current;
        Map<String, Inventory> inventories;
        int currentFor;
        synchronized (this) {
            stale = false;
            currentFor = configured;
            current = views;
            inventories = present();
        }
        Map<String, Exposure> before = exposures;
        Map<String, Exposure> after = new HashMap<>();
        current.forEach((route, view) ->
                after.put(route, Exposure.of(view, inventories, before.getOrDefault(route, Exposure.NONE))));
        // what is out of date already is not written: most servers answer at nearly the same time
        if (!isStale()) {
            after.values().forEach(Exposure::written);
        }
        exposures = Map.copyOf(after);
        madeFor = currentFor;
        current.forEach((route, view) -> report(route, view.unmatched(inventories)));
        after.forEach((route, exposure) -> tell(route, exposure.changed(before.getOrDefault(route, Exposure.NONE))));
        boolean again;
        CompletableFuture<Void> due = null;
        synchronized (this) {
            again = stale;
            if (!again) {
                making = false;
                due = waiting;
                waiting = new CompletableFuture<>();
            }
        }
        if (due != null) {
            due.complete(null);
        }
        if (again) {
            submit();
        }
    }

    private synchronized boolean isStale() {
        return stale;
    }

    /** A change that fits nothing is a mistake of the settings, and may hide less than was meant. */
    private void report(String route, Set<Origin> unmatched) {
        Set<Origin> before = reported.put(route, unmatched);
        if (!unmatched.isEmpty() && !unmatched.equals(before)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "/mcp/{0} changes what its servers do not list: {1}",
                    route,
                    unmatched.stream()
                            .map(each -> each.server() + "/" + each.name())
                            .collect(Collectors.joining(", ")));
        }
    }

    private synchronized CompletionStage<?> made() {
        return making ? waiting : Upstream.READY;
    }

    private void tell(String route, Set<Kind> kinds) {
        if (!kinds.isEmpty()) {
            listeners.forEach(listener -> listener.changed(route, kinds));
        }
    }

    /** Asks nobody any more. */
    @Override
    public void close() {
        List<Watch> all;
        synchronized (this) {
            all = List.copyOf(watched.values());
            watched.clear();
            shown = Map.of();
            exchanges = null;
        }
        all.forEach(Watch::close);
    }
}
