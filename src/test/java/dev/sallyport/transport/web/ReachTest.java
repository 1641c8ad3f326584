package dev.sallyport.transport.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row D12: where a URL may lead that somebody else has told. */
final class ReachTest {
    private static final URI PUBLIC = URI.create("https://idp.example.com/realms/x");
    private static final URI LOCAL = URI.create("http://127.0.0.1:8089/realms/x");

    private final Reach reach = new Reach(true);

    @Test
    void theHostOfTheSettingsIsTrusted() {
        assertDoesNotThrow(() -> reach.check(URI.create("https://idp.example.com/keys"), PUBLIC));
        assertDoesNotThrow(() -> reach.check(URI.create("https://IDP.example.com:8443/keys"), PUBLIC));
        assertDoesNotThrow(() -> reach.check(URI.create("http://127.0.0.1:8089/keys"), LOCAL));
        assertDoesNotThrow(() -> reach.check(URI.create("https://203.0.114.1/keys"), PUBLIC));
    }

    @Test
    void nothingElseLeadsIntoAPrivateNetwork() {
        for (String url : List.of(
                "https://127.0.0.1/k",
                "https://127.1/k",
                "https://10.0.0.1/k",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/k",
                "https://[::1]/k",
                "https://[::ffff:127.0.0.1]/k",
                "https://[fd00::1]/k",
                "https://2130706433/k",
                "https://0x7f000001/k",
                "https://0177.0.0.1/k",
                "https://localhost/k",
                "https://a.localhost/k",
                "https://no-such-host.invalid/k")) {
            assertThrows(IOException.class, () -> reach.check(URI.create(url), PUBLIC), url);
        }
    }

    @Test
    void plainHttpIsForTheTrustedHostAlone() {
        assertThrows(IOException.class, () -> reach.check(URI.create("http://idp.example.com/k"), PUBLIC));
        assertThrows(IOException.class, () -> reach.check(URI.create("http://203.0.114.1/k"), LOCAL));
        assertThrows(IOException.class, () -> reach.check(URI.create("file:///etc/passwd"), PUBLIC));
        assertThrows(IOException.class, () -> reach.check(URI.create("https://user@idp.example.com/k"), PUBLIC));
        assertThrows(IOException.class, () -> reach.check(URI.create("mailto:a@b"), PUBLIC));
    }
}
