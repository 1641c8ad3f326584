package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The doctor as a command, beside a gateway that runs. */
final class DoctorProcessTest {
    @TempDir
    private Path folder;

    @Test
    void theDoctorLooksAtTheGatewayThatRunsAndAtItsFile() throws Exception {
        Path home = folder.resolve("home");
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            Path file = folder.resolve("sallyport.yaml");
            SallyportProcess.Ended sound =
                    SallyportProcess.here("doctor", "-c", file.toString(), "--home", home.toString());
            assertEquals(0, sound.code(), sound.out() + sound.err());
            assertTrue(sound.out().contains("\nnothing is wrong\n"), sound.out());
            assertTrue(
                    sound.out()
                            .contains("  ok       gateway " + gateway.process().pid()
                                    + ": is ready at https://127.0.0.1:"),
                    sound.out());
            assertEquals("", sound.err());
            Files.writeString(
                    file, "limits: { header: 9KiB }\nvalidation: { mode: observe }\n" + Files.readString(file));
            SallyportProcess.here("reload", "--home", home.toString());
            Files.writeString(file, "nonsense: 1\n");
            SallyportProcess.here("reload", "--home", home.toString());
            SallyportProcess.Ended wrong =
                    SallyportProcess.here("doctor", "--json", "-c", file.toString(), "--home", home.toString());
            assertEquals(2, wrong.code(), wrong.out() + wrong.err());
            JsonNode report = JsonMapper.shared().readTree(wrong.out());
            assertEquals(2, report.path("problems").asInt(), wrong.out());
            String codes = report.path("findings")
                    .valueStream()
                    .filter(finding -> !finding.path("sign").asString().equals("ok"))
                    .map(finding -> finding.path("code").asString())
                    .toList()
                    .toString();
            assertEquals("[settings.invalid, gateway.settings, gateway.restart, gateway.unsafe]", codes);
        }
    }
}
