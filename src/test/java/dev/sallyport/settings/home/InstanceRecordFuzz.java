package dev.sallyport.settings.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in the record of a process that lives, it is a whole record or none. */
final class InstanceRecordFuzz {
    private static final InstanceRecord RECORD = new InstanceRecord(
            4711,
            Instant.EPOCH,
            "run",
            "http://127.0.0.1:7337/mcp",
            List.of("a", "b"),
            false,
            "/home/token",
            Optional.of("http://127.0.0.1:7338"),
            Optional.empty(),
            Optional.empty());

    @FuzzTest
    void anyBytesAreAWholeRecordOrNone(byte[] bytes) throws IOException {
        try (Instance instance = instance()) {
            look(instance.folder(), bytes);
        }
    }

    @Test
    void mutatedRecordsAreWholeOrNone() throws IOException {
        Random random = new Random(4711);
        int whole = 0;
        try (Instance instance = instance()) {
            instance.publish(RECORD);
            assertEquals(Optional.of(RECORD), Instance.look(instance.folder()));
            byte[] seed = Files.readAllBytes(instance.folder().resolve("instance.json"));
            for (int i = 0; i < 3_000; i++) {
                byte[] mutant = seed.clone();
                for (int j = random.nextInt(3); j >= 0; j--) {
                    byte other = seed[random.nextInt(seed.length)];
                    mutant[random.nextInt(mutant.length)] = random.nextInt(4) > 0 ? other : (byte) random.nextInt(256);
                }
                whole += look(instance.folder(), mutant) ? 1 : 0;
            }
        }
        assertTrue(whole > 300, "whole " + whole);
    }

    @Test
    void aRecordThatLacksAMemberIsNone() throws IOException {
        try (Instance instance = instance()) {
            instance.publish(RECORD);
            String text = Files.readString(instance.folder().resolve("instance.json"));
            for (String member : List.of("command", "endpoint", "servers", "tokenFile", "started", "control")) {
                look(
                        instance.folder(),
                        text.replace("\"" + member + "\"", "\"other\"").getBytes(UTF_8));
                look(
                        instance.folder(),
                        text.replaceAll("\"" + member + "\":(\"[^\"]*\"|\\[.*?\\]|null)", "\"" + member + "\":null")
                                .getBytes(UTF_8));
            }
        }
    }

    private static Instance instance() throws IOException {
        return Instance.create(Files.createTempDirectory("sallyport-record").resolve("one"))
                .orElseThrow();
    }

    private static boolean look(Path folder, byte[] bytes) throws IOException {
        Files.write(folder.resolve("instance.json"), bytes);
        Optional<InstanceRecord> found = Instance.look(folder);
        found.ifPresent(InstanceRecordFuzz::assertWhole);
        return found.isPresent();
    }

    private static void assertWhole(InstanceRecord found) {
        for (RecordComponent component : InstanceRecord.class.getRecordComponents()) {
            assertNotNull(assertDoesNotThrow(() -> component.getAccessor().invoke(found)), component.getName());
        }
    }
}
