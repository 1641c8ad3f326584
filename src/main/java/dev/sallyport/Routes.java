package dev.sallyport;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.View;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.protocol.Era;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.WorkLanes;
import dev.sallyport.transport.legacy.DualEraUpstream;
import dev.sallyport.transport.sum.Sum;
import dev.sallyport.transport.sum.Surveys;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** What is served by its route: each server under its name, all of them as one, and some of them as one for each profile. */
final class Routes implements AutoCloseable {
    /** The route of all servers as one. */
    private static final String SUM = "";
    /** What stands before the name of a profile in its route. */
    private static final String PROFILE = "p/";

    private final Servers servers;
    private final Surveys surveys;
    private final Clock clock;
    private final boolean summing;
    private final Map<String, DualEraUpstream> sums = new HashMap<>();

    /** Of {@code servers}; without {@code summing} they are served one by one only. */
    Routes(Servers servers, Loops loops, WorkLanes lanes, Clock clock, boolean summing) {
        this.servers = servers;
        this.surveys = new Surveys(loops, lanes, new SecureRandom());
        this.clock = clock;
        this.summing = summing;
    }

    /** Asks servers through {@code exchanges} from now on. */
    void through(Exchanges exchanges) {
        surveys.through(exchanges);
    }

    /** The upstreams of all routes under {@code settings}. */
    Map<String, Upstream> of(Settings settings) {
        Map<String, Upstream> single = servers.of(settings);
        if (!summing) {
            return single;
        }
        Map<String, View> views = new HashMap<>();
        View sum = View.sum(settings.servers().keySet());
        views.put(SUM, settings.search() ? sum.searched() : sum);
        settings.profiles().forEach((name, profile) -> views.put(PROFILE + name, profile.view()));
        surveys.configure(views, single);
        Map<String, Upstream> all = new HashMap<>(single);
        views.keySet().forEach(route -> all.put(route, sums.computeIfAbsent(route, this::sum)));
        return Map.copyOf(all);
    }

    private DualEraUpstream sum(String route) {
        return new DualEraUpstream(new Sum(route, surveys), Optional.of(Era.MODERN), new SecureRandom(), clock);
    }

    /** Asks all servers what they offer, before the first client does; done when that is known, or after five seconds. */
    Future<Map<String, Inventory>> survey() {
        return surveys.inventories(SUM);
    }

    /** What is known of each server at this moment; nobody is asked for it. */
    Map<String, Inventory> known() {
        return surveys.present();
    }

    /** How each server fares, by name. */
    Map<String, ServerState> states() {
        return servers.states();
    }

    /** Forgets what is kept at servers for these principals. */
    void forget(Predicate<Principal> whose) {
        servers.forget(whose);
        sums.values().forEach(sum -> sum.forget(whose));
    }

    /** Ends what nobody has used for long. */
    void reap() {
        servers.reap();
    }

    @Override
    public void close() {
        surveys.close();
        servers.close();
    }
}
