package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running gateway and its policy: it says what no server has, and tells others what its servers offer. */
final class PolicyRunningTest {
    private static final String POLICY = """
            access:
              statements:
                - { id: all, effect: permit, principal: [local], resource: [slow] }
                - { id: typo, effect: forbid, principal: ["*"], resource: [slow/slep] }
                - { id: argument, effect: forbid, principal: ["*"], resource: [slow/sleep], when: "arguments.milis > 5" }
                - { id: absent, effect: permit, principal: [local], resource: [elsewhere/tool] }
            """;

    @TempDir
    private Path folder;

    @Test
    void whatNoServerHasIsWarnedOfOnceAndToldToTheDoctor() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), POLICY)) {
            JsonNode misfits = awaitMisfits(2);
            assertEquals(
                    "`argument` does not fit the tool `slow/sleep`: it asks for the argument `milis`, which it does not take;"
                            + " did you mean `millis`?",
                    misfits.path(0).asString());
            assertEquals(
                    "`typo` names `slow/slep`, which the server does not have; did you mean `sleep`?",
                    misfits.path(1).asString());
            Files.writeString(
                    file(), Files.readString(file()).replace("milis", "millis").replace("slep", "slepp"));
            assertTrue(awaitText("slepp").path(0).asString().contains("slow/slepp"));
            assertEquals(1, count(gateway.err(), "policy: `typo` names `slow/slep`,"), gateway.err());
            assertEquals(1, count(gateway.err(), "policy: `typo` names `slow/slepp`,"), gateway.err());
            assertEquals(1, count(gateway.err(), "policy: `argument`"), gateway.err());
            assertFalse(gateway.err().contains("`absent`"), gateway.err());
            String doctor = run("doctor", "--home", home().toString()).out();
            assertTrue(doctor.contains("gateway.policy"), doctor);
        }
    }

    @Test
    void aGatewayIsAskedInPlaceOfItsServers() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), POLICY)) {
            awaitMisfits(2);
            // the file names no program that could be started
            Path other = Files.writeString(
                    folder.resolve("other.yaml"),
                    "servers: { slow: { command: [no-such-program] }, new: { command: [no-such-program] } }\n"
                            + POLICY.replace("elsewhere/tool", "new/tool"));
            SallyportProcess.Ended checked =
                    run("policy", "check", "--running", "-c", other.toString(), "--home", home().toString());
            assertEquals(2, checked.code(), checked.err());
            assertTrue(checked.out().contains("names `slow/slep`"), checked.out());
            assertTrue(checked.out().contains("did you mean `millis`"), checked.out());
            assertTrue(checked.out().contains("not checked against the server new: not-served"), checked.out());
            SallyportProcess.Ended schema =
                    run("policy", "schema", "--running", "-c", other.toString(), "--home", home().toString());
            assertEquals(0, schema.code(), schema.err());
            assertEquals(
                    "not known: what the server new offers: not-served",
                    schema.err().strip());
            Schema editor = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema.out(), InputFormat.JSON);
            assertEquals(0, gaps(editor, "slow/sleep"));
            assertEquals(0, gaps(editor, "new/anything"));
            assertTrue(gaps(editor, "slow/slep") > 0);
            assertEquals(0, run("stop", "--home", home().toString()).code());
            assertEquals(
                    3,
                    run("policy", "check", "--running", "-c", other.toString(), "--home", home().toString())
                            .code());
            assertTrue(gateway.ended().code() == 0);
        }
    }

    private static int gaps(Schema schema, String resource) {
        return schema.validate(
                        "{\"statements\":[{\"id\":\"a\",\"effect\":\"permit\",\"principal\":[\"local\"],\"resource\":[\""
                                + resource + "\"]}]}",
                        InputFormat.JSON)
                .size();
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Path file() {
        return folder.resolve("sallyport.yaml");
    }

    private JsonNode awaitMisfits(int size) throws IOException, InterruptedException {
        return await(size, "");
    }

    private JsonNode awaitText(String text) throws IOException, InterruptedException {
        return await(1, text);
    }

    private JsonNode await(int size, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (true) {
            JsonNode misfits = JsonMapper.shared()
                    .readTree(
                            run("status", "--json", "--home", home().toString()).out())
                    .path("gateways")
                    .path(0)
                    .path("policy");
            if (misfits.size() == size && misfits.toString().contains(text)) {
                return misfits;
            }
            assertTrue(System.nanoTime() < end, misfits::toString);
            Thread.sleep(100);
        }
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private SallyportProcess.Ended run(String... words) {
        return SallyportProcess.here(words);
    }
}
