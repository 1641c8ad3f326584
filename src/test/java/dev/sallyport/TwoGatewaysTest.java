package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two gateways of one home, each with a ledger of its own: told as one and verified each, while both write. */
final class TwoGatewaysTest {
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    private JsonNode audit(Path home, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("audit"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--json", "--home", home.toString()));
        SallyportProcess.Ended ended = SallyportProcess.here(words.toArray(String[]::new));
        assertEquals(0, ended.code(), ended.out() + ended.err());
        return JsonMapper.shared().readTree(ended.out());
    }

    private static void call(SallyportProcess gateway) throws Exception {
        var answer = gateway.http().send(gateway.sleep(1), BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void theLedgersOfTwoRunningGatewaysAreSearchedAsOneInTheOrderOfTimeAndBothAreWhole() throws Exception {
        Path home = PermissiveHome.in(folder);
        try (SallyportProcess one = SallyportProcess.gateway(folder, home, "");
                SallyportProcess two = SallyportProcess.gateway(folder, home, "")) {
            one.initialize();
            two.initialize();
            List<String> made = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                call(one);
                made.add("gateway-1");
                call(two);
                made.add("gateway-2");
            }
            List<JsonNode> found = audit(home, "search", "--name", "sleep", "--event", "answered")
                    .path("entries")
                    .valueStream()
                    .toList();
            assertEquals(
                    made,
                    found.stream().map(each -> each.path("ledger").asString("")).toList());
            List<String> times = found.stream()
                    .map(each -> each.path("entry").path("time").asString(""))
                    .toList();
            assertEquals(times.stream().sorted().toList(), times);

            JsonNode verified = audit(home, "verify");
            assertTrue(verified.path("whole").asBoolean(false), verified.toString());
            Set<String> ledgers = new TreeSet<>();
            verified.path("ledgers").valueStream().forEach(each -> {
                assertTrue(each.path("entries").asInt(0) > ROUNDS, each.toString());
                ledgers.add(
                        Path.of(each.path("folder").asString("")).getFileName().toString());
            });
            assertEquals(Set.of("gateway-1", "gateway-2"), ledgers);
        }
    }
}
