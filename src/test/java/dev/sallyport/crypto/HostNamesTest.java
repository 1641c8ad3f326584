package dev.sallyport.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as the name or the address of a host. */
final class HostNamesTest {
    @Test
    void whatEndsInANumberIsAnAddressOrNothing() {
        for (String host : List.of("localhost", "gw.example.com", "3com.example", "192.0.2.7", "::1", "a1")) {
            assertEquals(true, HostNames.isHost(host), host);
        }
        for (String no : List.of("0.0.0.0", "::", "0", "256.1.1.1", "a.7", "", "a b", "-a", "fe80::1%eth0")) {
            assertEquals(false, HostNames.isHost(no), no);
        }
    }
}
