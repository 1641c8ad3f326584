package dev.sallyport.settings.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the record of a process that lives, it is a whole record or none. */
final class InstanceRecordFuzz {
    private static final InstanceRecord RECORD = new InstanceRecord(
            4711,
            Instant.EPOCH,
            "run",
            "http://127.0.0.1:7337/mcp",
            List.of("a", "b"),
            List.of("c"),
            false,
            "/home/token",
            Optional.of("/home/tls/ca.pem"),
            false,
            Optional.of("http://127.0.0.1:7338"),
            Optional.empty(),
            Optional.empty());

    @TempDir
    private static Path home;

    private static Instance instance;

    @BeforeAll
    static void begin() throws IOException {
        instance = Instance.create(home.resolve("one")).orElseThrow();
    }

    @AfterAll
    static void end() throws IOException {
        instance.close();
    }

    @FuzzTest
    void anyBytesAreAWholeRecordOrNone(byte[] bytes) throws IOException {
        look(bytes);
    }

    @Test
    void mutatedRecordsAreWholeOrNone() throws IOException {
        Random random = new Random(4711);
        int whole = 0;
        byte[] seed = published();
        for (int i = 0; i < 3_000; i++) {
            byte[] mutant = seed.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                byte other = seed[random.nextInt(seed.length)];
                mutant[random.nextInt(mutant.length)] = random.nextInt(4) > 0 ? other : (byte) random.nextInt(256);
            }
            whole += look(mutant) ? 1 : 0;
        }
        assertTrue(whole > 300, "whole " + whole);
    }

    @Test
    void aRecordThatLacksAPartIsNone() throws IOException {
        String text = new String(published(), UTF_8);
        assertTrue(look(text.getBytes(UTF_8)));
        for (String part : List.of("started", "command", "endpoint", "servers", "tokenFile")) {
            assertFalse(look(text.replace("\"" + part + "\"", "\"other\"").getBytes(UTF_8)), part);
        }
    }

    private static byte[] published() throws IOException {
        instance.publish(RECORD);
        assertEquals(Optional.of(RECORD), Instance.look(instance.folder(), Optional.empty()));
        return Files.readAllBytes(instance.folder().resolve("instance.json"));
    }

    private static boolean look(byte[] bytes) throws IOException {
        Files.write(instance.folder().resolve("instance.json"), bytes);
        Optional<InstanceRecord> found = Instance.look(instance.folder(), Optional.empty());
        found.ifPresent(InstanceRecordFuzz::assertWhole);
        return found.isPresent();
    }

    private static void assertWhole(InstanceRecord found) {
        for (RecordComponent component : InstanceRecord.class.getRecordComponents()) {
            assertNotNull(assertDoesNotThrow(() -> component.getAccessor().invoke(found)), component.getName());
        }
    }
}
