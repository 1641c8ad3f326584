package dev.sallyport.policy.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A path lies in a folder, however it is written, or it does not. */
final class FunctionsTest {
    @ParameterizedTest
    @CsvSource({
        "true, /srv/public/a, /srv/public",
        "true, /srv/public/a, /srv/public/",
        "true, /srv/public, /srv/public",
        "true, //srv/./public//a/../b, /srv/public",
        "true, /anything, /",
        "false, /srv/publicity, /srv/public",
        "false, /srv/public/../secret, /srv/public",
        "false, /../../srv, /srv/public",
        "false, srv/public/a, /srv/public",
        "false, /srv/public/a, srv/public",
        "false, '', /",
        "false, /srv/public/..\\secret, /srv/public",
        "false, /srv/public/%2e%2e/secret, /srv/public",
        "false, /srv/PUBLIC/a, /srv/public",
    })
    void isWithin(boolean within, String path, String folder) {
        assertEquals(within, Functions.within(path, folder));
    }
}
