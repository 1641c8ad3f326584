package dev.sallyport.policy;

import dev.sallyport.policy.condition.Condition;
import dev.sallyport.policy.condition.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One decision among so many statements: a company of 200 groups and 50 servers of 20 tools each. Nine in ten statements name a group and a
 * tool, one in ten all tools of a server for a group; one in five has a condition on arguments; there are ten for everybody, which forbid.
 * Callers are in five groups.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyBenchmark implements Facts {
    private static final int GROUPS = 200;
    private static final int SERVERS = 50;
    private static final int TOOLS = 20;
    private static final int REQUESTS = 1024;

    @Param({"10", "1000", "10000"})
    public int statements;

    private final Optional<JsonNode> arguments = Optional.of(
            JsonMapper.shared().readTree("{\"path\":\"/srv/public/a\",\"n\":3,\"text\":\"" + "x".repeat(900) + "\"}"));
    private PolicySet set = PolicySet.of(List.of());
    private Request[] requests = {};
    private int next;

    @Setup
    public void setup() {
        Random random = new Random(7337);
        Optional<Condition> condition = Optional.of(Condition.of("arguments.path.startsWith('/srv/') && arguments.n < 10"));
        List<Statement> made = new ArrayList<>();
        for (int i = 0; i < statements; i++) {
            boolean forAll = i < 10;
            String tool = random.nextInt(10) == 0 ? "*" : tool(random);
            made.add(new Statement(
                    "s" + i,
                    forAll ? Effect.FORBID : Effect.PERMIT,
                    Set.of(forAll ? PrincipalPattern.ALL : group(random)),
                    Set.of("tools/call"),
                    List.of(new ResourcePattern(server(random), forAll ? "delete_*" : tool)),
                    random.nextInt(5) == 0 ? condition : Optional.empty(),
                    Optional.empty(),
                    false,
                    ""));
        }
        set = PolicySet.of(made);
        requests = new Request[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            List<PrincipalPattern> who = new ArrayList<>(List.of(PrincipalPattern.of("user", "u" + i)));
            for (int j = 0; j < 5; j++) {
                who.add(group(random));
            }
            requests[i] = new Request(who, "tools/call", server(random), tool(random), this);
        }
    }

    private static PrincipalPattern group(Random random) {
        return PrincipalPattern.of("group", "g" + random.nextInt(GROUPS));
    }

    private static String server(Random random) {
        return "server-" + random.nextInt(SERVERS);
    }

    private static String tool(Random random) {
        return "tool_" + random.nextInt(TOOLS);
    }

    @Benchmark
    public Decision decide() {
        return set.decide(requests[next++ & REQUESTS - 1]);
    }

    @Override
    public Map<String, Object> principal() {
        return Map.of("kind", "user");
    }

    @Override
    public String client() {
        return "";
    }

    @Override
    public Map<String, Object> resource() {
        return Map.of();
    }

    @Override
    public Optional<JsonNode> arguments() {
        return arguments;
    }

    @Override
    public Map<String, Object> context() {
        return Map.of("time", Instant.EPOCH);
    }
}
