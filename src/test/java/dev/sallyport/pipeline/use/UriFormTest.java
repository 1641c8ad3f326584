package dev.sallyport.pipeline.use;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One form for all spellings of a URI. */
final class UriFormTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILE:///secret/a",
                "file:/secret/a",
                "file:////secret/a",
                "file://///secret///a",
                "file://localhost/secret/a",
                "file://LocalHost/secret/a",
                "file:///s%65cret/a",
                "file:///s%2565cret/a",
                "file:///secret%2Fa",
                "file:///%2Fsecret/a",
                "file:///./secret/./a",
                "file:///%2e/secret/a",
                "file:/%2fsecret/a",
                "file:%2fsecret/a"
            })
    void spellingsOfAFileAreOne(String spelled) {
        assertEquals("file:///secret/a", UriForm.plain(spelled));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Example.COM/A//b, https://example.com/A/b",
        "db://H/x?q=//./, db://h/x?q=//./",
        "URN:X:%41, urn:X:A",
        "x://h//a/?b=//c, x://h/a/?b=//c",
        "x://h/a%3Fb//c, x://h/a?b/c",
        "x:a//b, x:a//b",
        "file:///a/., file:///a/",
        "file:///%E8%B2%93, file:///貓",
        "file:///貓%20x, file:///貓 x",
        "x://a%zz/%, x://a%zz/%"
    })
    void otherUrisTooKeepWhatMayDiffer(String spelled, String plain) {
        assertEquals(plain, UriForm.plain(spelled));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///a/b.c/..d",
                "note://team/Plan",
                "urn:isbn:X",
                "",
                "no-uri",
                "https://h/A?b=C",
                "file:rel"
            })
    void whatIsPlainStaysTheSameText(String plain) {
        assertSame(plain, UriForm.plain(plain));
    }

    @Test
    void thePlainFormIsPlainWhateverWasSpelled() {
        Random random = new Random(5);
        String parts = "fileFILE:://..%%256aéx?# 🐈";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "file:" : "x:");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(parts.charAt(random.nextInt(parts.length())));
            }
            String once = UriForm.plain(text.toString());
            if (once.indexOf('%') < 0) {
                assertEquals(once, UriForm.plain(once), text.toString());
            }
        }
    }
}
