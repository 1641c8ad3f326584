package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.LedgerText;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How an operator decides about what a running gateway holds. */
final class ApprovalsCommandTest {
    private static final String HOLDS =
            "access: { statements: [{ id: asks, effect: hold, principal: [local], resource: [slow] }] }\n";

    @TempDir
    private Path folder;

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void whatIsHeldIsListedShownApprovedAndDenied() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.initialize();
            assertEquals("nothing waits", run("list").out().strip());
            String refused = call(gateway, 1);
            assertTrue(refused.contains("access.held"), refused);
            JsonNode waiting = json(run("list", "--json").out()).path("approvals");
            assertEquals(1, waiting.size());
            String name = waiting.path(0).path("approval").asString();
            assertTrue(refused.contains("sallyport approvals approve " + name), refused);
            assertEquals("local", waiting.path(0).path("principal").asString());
            assertEquals("asks", waiting.path(0).path("statement").asString());
            assertEquals("{\"millis\":1}", waiting.path(0).path("arguments").asString());
            assertFalse(waiting.path(0).has("code"));
            String list = run("list").out();
            assertTrue(list.startsWith(name + "  local wants slow/sleep (tools/call), since "), list);
            assertFalse(list.contains("\u001b"), list);
            String shown = run("show", name).out();
            assertTrue(shown.contains("  page: https://127.0.0.1:") && shown.contains("  code: "), shown);
            assertEquals(
                    "- { id: slow-sleep, effect: permit, principal: [\"local\"], resource: [\"slow/sleep\"], lifts: [\"asks\"] }",
                    run("approve", name, "--policy").out().strip());
            refusedElsewhere(run("approve", name, "--for", "policy"));
            assertEquals(
                    "approved; the program may call again",
                    run("approve", name).out().strip());
            assertTrue(call(gateway, 1).contains("slept"));
            assertTrue(call(gateway, 1).contains("access.held"));
            SallyportProcess.Ended again = run("approve", name);
            assertEquals(3, again.code());
            String other = json(run("list", "--json").out())
                    .path("approvals")
                    .path(0)
                    .path("approval")
                    .asString();
            assertEquals(2, run("approve", other, "--minutes", "many").code());
            assertEquals(3, run("approve", other, "--for", "ever").code());
            assertEquals(3, run("approve", other, "--minutes", "9999").code());
            assertEquals(
                    "{\"decided\":\"denied\"}",
                    run("deny", other, "--json").out().strip());
            assertTrue(call(gateway, 1).contains("access.approval-denied"));
            assertEquals(3, run("show", "absent").code());
            assertEquals(2, run().code());
            assertTrue(gateway.err().contains("decide with: sallyport approvals show " + name), gateway.err());
        }
        String audit = audit();
        String user = System.getProperty("user.name");
        assertTrue(audit.contains("\"event\":\"approval-asked\""), audit);
        assertTrue(audit.contains("\"event\":\"approval-given\""), audit);
        assertTrue(audit.contains("\"by\":\"" + user + "\""), audit);
        assertTrue(audit.contains("\"event\":\"approval-used\""), audit);
        assertTrue(audit.contains("\"event\":\"approval-denied\""), audit);
        assertTrue(audit.contains("\"peer\":\"control:" + user + "\""), audit);
        assertFalse(audit.contains("millis"), audit);
    }

    @Test
    void whatIsPermittedForGoodIsWrittenIntoThePolicyOfTheHome() throws Exception {
        List<String> command = new ArrayList<>(StdioFixture.command());
        command.add(StdioFixture.CHANGING);
        String other = "  other: { command: " + JsonMapper.shared().writeValueAsString(command) + " }\n";
        Path policy = home().resolve("policy.yaml");
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), other)) {
            gateway.use("other");
            gateway.initialize();
            assertTrue(call(gateway, 1).contains("access.held"));
            assertTrue(tool(gateway, "nap").contains("access.held"));
            String name = json(run("list", "--json").out())
                    .path("approvals")
                    .path(0)
                    .path("approval")
                    .asString();
            String shown = run("approve", name, "--policy").out();
            SallyportProcess.Ended permitted = run("approve", name, "--for", "policy");
            assertEquals(0, permitted.code(), permitted.err());
            assertTrue(
                    permitted.out().startsWith(policy + ":\n  +statements:\n  +  - { id: \"sallyport:read\""),
                    permitted.out());
            assertTrue(
                    permitted.out().endsWith("permitted from now on; the program may call again\n"), permitted.out());
            assertEquals(
                    "statements:\n" + shown.indent(2),
                    Files.readString(policy),
                    "what --policy prints is what is written");
            assertTrue(call(gateway, 1).contains("slept"));
            assertTrue(tool(gateway, "nap").contains("access.held"), "all else is as before");
            assertEquals(3, run("approve", name).code(), "nobody has to decide it any more");
            addsToAPolicyOfYourOwn(gateway, policy);
        }
        assertTrue(audit().contains("\"for\":\"policy\""));
    }

    private void addsToAPolicyOfYourOwn(SallyportProcess gateway, Path policy) throws Exception {
        String own = """
                # mine
                statements:
                  - { id: all, effect: permit, principal: [local], resource: ['*'] } # all
                  - { id: asks, effect: hold, principal: [local], resource: [other] }
                """;
        Files.writeString(policy, own);
        assertEquals(
                0, SallyportProcess.here("reload", "--home", home().toString()).code());
        SallyportProcess.Ended outdated = run("approve", name(), "--for", "policy");
        assertTrue(outdated.err().contains("the policy is another one than when this was asked"), outdated.err());
        while (!name().isEmpty()) {
            assertEquals(0, run("deny", name()).code());
        }
        assertTrue(call(gateway, 1).contains("access.held"));
        SallyportProcess.Ended again = run("approve", name(), "--for", "policy", "--json");
        assertEquals(0, again.code(), again.err());
        JsonNode added = json(again.out());
        String line =
                "  - { id: other-sleep, effect: permit, principal: [\"local\"], resource: [\"other/sleep\"], lifts: [\"asks\"] }";
        assertEquals(
                "[\"+" + line.replace("\"", "\\\"") + "\"]", added.path("diff").toString());
        assertEquals(own + line + "\n", Files.readString(policy));
        assertTrue(call(gateway, 1).contains("slept"));
        assertTrue(tool(gateway, "nap").contains("access.held"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(policy)));
    }

    private static void refusedElsewhere(SallyportProcess.Ended elsewhere) {
        assertEquals(3, elsewhere.code());
        assertTrue(
                elsewhere.err().contains("sallyport.yaml, or in a file that it names; put this below `statements:`"),
                elsewhere.err());
        assertTrue(elsewhere.err().contains("\n- { id: slow-sleep, effect: permit"), elsewhere.err());
    }

    private static String tool(SallyportProcess gateway, String name) throws IOException, InterruptedException {
        return gateway.http()
                .send(
                        gateway.post("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\""
                                + name + "\",\"arguments\":{}}}"),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aGatewayThatDoesNotAnswerHidesNoOther() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS);
                SallyportProcess silent = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.initialize();
            call(gateway, 1);
            try (var instances = Files.list(home().resolve("instances"))) {
                for (Path instance : instances.toList()) {
                    if (Files.readString(instance.resolve("instance.json"))
                            .contains("\"pid\":" + silent.process().pid() + ",")) {
                        Files.delete(instance.resolve("control.sock"));
                    }
                }
            }
            SallyportProcess.Ended listed = run("list");
            assertEquals(3, listed.code());
            assertTrue(listed.out().contains(" wants slow/sleep "), listed.out());
            String why = "the gateway with process id " + silent.process().pid() + " cannot be controlled: ";
            assertTrue(listed.err().contains(why), listed.err());
            JsonNode json = json(run("list", "--json").out());
            assertEquals(1, json.path("approvals").size());
            assertEquals(
                    silent.process().pid(),
                    json.path("unanswered").path(0).path("pid").asLong());
            assertEquals(
                    0,
                    run("deny", json.path("approvals").path(0).path("approval").asString())
                            .code());
            assertTrue(run("show", "absent").err().contains(why));
        }
    }

    @Test
    void whatIsAskedAndAgreedToOutlivesAGatewayThatIsKilled() throws Exception {
        String asked;
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.initialize();
            call(gateway, 1);
            asked = name();
            gateway.signal("KILL");
        }
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.initialize();
            assertEquals(asked, name());
            assertEquals(0, run("approve", asked).code());
            gateway.signal("KILL");
        }
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.initialize();
            assertEquals("nothing waits", run("list").out().strip());
            assertTrue(call(gateway, 1).contains("slept"));
            gateway.signal("KILL");
        }
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.initialize();
            assertTrue(call(gateway, 1).contains("access.held"));
        }
    }

    @Test
    void aStoreThatIsDamagedStartsNothing() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), HOLDS)) {
            gateway.signal("TERM");
            gateway.ended();
        }
        Files.writeString(home().resolve("store.db"), "no database".repeat(100));
        SallyportProcess.Ended refused =
                SallyportProcess.run(folder, "run", "--home", home().toString(), "--listen", "127.0.0.1:0");
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("store.db is damaged; move it away"), refused.err());
    }

    @Test
    void whatIsHeldInAWrappedServerIsDecidedToo() throws Exception {
        Files.createDirectory(
                home(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                home().resolve("policy.yaml"),
                "statements: [{ id: asks, effect: hold, principal: [local], resource: ['*'] }]\n");
        List<String> line = new ArrayList<>(List.of("wrap", "--home", home().toString(), "--"));
        line.addAll(StdioFixture.command());
        Process wrap = SallyportProcess.command(line.toArray(String[]::new))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = wrap.outputWriter();
                var in = wrap.inputReader()) {
            String call = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"sleep\","
                    + "\"arguments\":{\"millis\":1}}}\n";
            out.write(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n");
            out.flush();
            assertTrue(String.valueOf(in.readLine()).contains("\"result\""));
            out.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n" + call);
            out.flush();
            String held = String.valueOf(in.readLine());
            String name = name();
            assertTrue(held.contains("first: by `sallyport approvals approve " + name + "`; then call again"), held);
            assertFalse(run("show", name).out().contains("page:"));
            assertEquals(0, run("approve", name).code());
            out.write(call.replace("2,", "3,"));
            out.flush();
            String done = String.valueOf(in.readLine());
            assertTrue(done.contains("slept"), done);
        } finally {
            wrap.destroyForcibly();
        }
    }

    private String name() throws IOException, InterruptedException {
        return json(run("list", "--json").out())
                .path("approvals")
                .path(0)
                .path("approval")
                .asString();
    }

    private static String call(SallyportProcess gateway, long millis) throws IOException, InterruptedException {
        return gateway.http()
                .send(gateway.sleep(millis), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private SallyportProcess.Ended run(String... arguments) {
        List<String> line = new ArrayList<>(List.of("approvals"));
        line.addAll(List.of(arguments));
        if (arguments.length > 0) {
            line.addAll(List.of("--home", home().toString()));
        }
        return SallyportProcess.here(line.toArray(String[]::new));
    }

    private String audit() throws IOException {
        return LedgerText.in(home().resolve("audit"));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
