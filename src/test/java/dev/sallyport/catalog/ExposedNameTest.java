package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExposedNameTest {
    @ParameterizedTest
    @CsvSource({
        "files, read_file, files_read_file",
        "a-b, Read.File-2, a-b_Read.File-2",
        "files, 'read file', files_read_file_d8793cb6",
        "files, 讀取, files____8f6dbec9",
        "files, 😀, files___427bcefa"
    })
    void theNameIsMadeOfServerAndOwnNameAlone(String server, String own, String exposed) {
        assertEquals(exposed, ExposedName.of(server, own));
    }

    @Test
    void aNameOfSixtyFourCharactersStaysAndALongerOneGetsATail() {
        String longest = "x".repeat(58);
        assertEquals("files_" + longest, ExposedName.of("files", longest));
        String one = ExposedName.of("files", longest + "y");
        String other = ExposedName.of("files", longest + "z");
        assertEquals(64, one.length());
        assertTrue(one.matches("files_x{49}_[0-9a-f]{8}"), one);
        assertNotEquals(one, other);
        assertTrue(ExposedName.of("s".repeat(32), "😀".repeat(100)).matches(ExposedName.PATTERN));
    }

    @Test
    void theAlphabetAndTheLengthAreHeld() {
        assertTrue(ExposedName.isValid("aZ09_.-"));
        assertFalse(ExposedName.isValid(""));
        assertFalse(ExposedName.isValid("a".repeat(65)));
        for (String wrong : new String[] {"a b", "a/b", "ä", "a\n", "ａ"}) {
            assertFalse(ExposedName.isValid(wrong), wrong);
        }
    }

    @Test
    void theIdOfATaskLeadsBackToItsServerAndItsWholeOwnId() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            String own = random.ints(1 + random.nextInt(40), 1, 0x2ff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Origin task = new Origin("s-" + random.nextInt(9), own);
            assertEquals(Optional.of(task), ExposedName.task(ExposedName.ofTask(task)));
        }
        assertEquals(Optional.of(new Origin("a", "_")), ExposedName.task("a__"));
        for (String none : new String[] {"", "_", "a", "a_", "_a"}) {
            assertEquals(Optional.empty(), ExposedName.task(none), none);
        }
    }
}
