package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LikenessTest {
    @ParameterizedTest
    @CsvSource({
        "read, read, SAME",
        "read, Read, CASE",
        "straße, STRASSE, CASE",
        "read, ｒｅａｄ, WIDTH",
        "read, re\u200Bad, WIDTH",
        "READ, ｒｅａｄ, WIDTH",
        "paypal, pаypаl, CONFUSABLE",
        "PAYPAL, pаypаl, CONFUSABLE",
        "list, 1ist, CONFUSABLE",
        "list, Iist, CONFUSABLE",
        "v0, vo, CONFUSABLE",
        "term, terrn, CONFUSABLE",
        "read, write, ",
        "read_file, readfile, ",
        "pi, p1, ",
        "檔案, 文件, "
    })
    void namesAreAlikeByCaseWidthAndLooks(String one, String other, Collision.Cause cause) {
        Likeness first = Likeness.of(one);
        Likeness second = Likeness.of(other);
        boolean alike = first.folded().equals(second.folded()) || first.drawn().equals(second.drawn());
        assertEquals(cause != null, alike);
        if (alike) {
            assertEquals(cause, Likeness.cause(one, other));
            assertEquals(cause, Likeness.cause(other, one));
        }
    }

    @Test
    void plainNamesGetWhatTheLibraryGives() {
        SpoofChecker library = new SpoofChecker.Builder().build();
        Normalizer2 small = Normalizer2.getNFKCCasefoldInstance();
        for (char letter = ' '; letter < 0x7F; letter++) {
            if (ExposedName.isAllowed(letter)) {
                String name = "a" + letter + "b";
                assertEquals(
                        library.getSkeleton(small.normalize(name)),
                        Likeness.of(name).folded());
                assertEquals(
                        small.normalize(library.getSkeleton(name)),
                        Likeness.of(name).drawn());
            }
        }
    }
}
