package dev.sallyport.catalog.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {
    @Test
    void wordsAreSplitAsPeopleReadThem() {
        assertEquals(List.of("read", "text", "file", "readtextfil"), Words.of("readTextFile", 100, 100));
        assertEquals(List.of("http", "server", "httpserver", "v", "2", "v2"), Words.of("HTTPServer-v2", 100, 100));
        assertEquals(
                List.of("directory", "class", "status", "file"), Words.of("directories class status files", 100, 100));
        assertEquals(List.of("查", "查詢", "詢", "mail"), Words.of("查詢ＭＡＩＬ", 100, 100));
        assertEquals(2, Words.of("a b c", 100, 2).size());
        assertEquals(List.of("a"), Words.of("a b", 1, 100));
    }

    @ParameterizedTest
    @CsvSource({
        "file, files",
        "branch, branches",
        "query, queries",
        "process, processes",
        "change, changed changing changes",
        "log, logged logging logs",
        "move, moved moving moves",
        "add, added adding adds",
        "call, called calling calls",
        "fix, fixed fixing",
        "write, writing writes"
    })
    void theFormsOfAWordAreOne(String word, String forms) {
        for (String form : forms.split(" ", -1)) {
            assertEquals(Stem.of(word), Stem.of(form), form);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "string, str",
        "speed, spe",
        "note, not",
        "status, statu",
        "class, clas",
        "thing, th",
        "red, r",
        "bus, bu"
    })
    void wordsThatOnlyLookLikeFormsAreLeftAlone(String word, String other) {
        assertNotEquals(Stem.of(other), Stem.of(word));
        assertTrue(Stem.of(word).length() >= 3, Stem.of(word));
    }
}
