package dev.sallyport.settings.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authorities of a home: made once, one for each set of names, closed to others. */
final class HomeAuthorityTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    private Home home;

    @BeforeEach
    void open() throws IOException {
        home = Home.open(folder.resolve("home"));
    }

    private HomeAuthority authority() throws IOException {
        return home.authority(HostNames.LOOPBACK, now, RANDOM);
    }

    @Test
    void itIsMadeOnceByWhoeverComesFirst() throws Exception {
        Set<Object> roots = new HashSet<>();
        try (ExecutorService many = Executors.newFixedThreadPool(8)) {
            List<Future<HomeAuthority>> asked = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                asked.add(many.submit(this::authority));
            }
            for (Future<HomeAuthority> one : asked) {
                roots.add(one.get().authority().root());
            }
        }
        assertEquals(1, roots.size());
        assertEquals(roots, Set.of(authority().authority().root()));
    }

    @Test
    void itsFilesAreClosedToOthersAndTheOneToTrustHoldsNoKey() throws Exception {
        HomeAuthority made = authority();
        Path secret = made.caFile().resolveSibling("authority.pem");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret.getParent())));
        assertEquals(Certified.pem(made.authority().root()), Files.readString(made.caFile()));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertTrue(message().contains("is open to other users; run: chmod 600"));
    }

    @Test
    void otherNamesHaveAnotherAuthority() throws Exception {
        HostNames more = HostNames.LOOPBACK.with(HostNames.of(List.of("gw.example.com")));
        HomeAuthority other = home.authority(more, now, RANDOM);
        assertNotEquals(authority().caFile(), other.caFile());
        assertEquals(
                other.authority().root(),
                home.authority(more, now, RANDOM).authority().root());
    }

    @Test
    void aBrokenFileIsSaidWithTheWayToMendIt() throws Exception {
        Path secret = authority().caFile().resolveSibling("authority.pem");
        Files.writeString(secret, "broken");
        assertTrue(message().contains("delete it to get a new authority"), message());
        Files.delete(secret);
        authority();
    }

    @Test
    void theFileToTrustFollowsTheAuthority() throws Exception {
        HomeAuthority made = authority();
        Files.writeString(made.caFile(), "changed");
        assertEquals(
                Certified.pem(made.authority().root()),
                Files.readString(authority().caFile()));
        HomeAuthority later = home.authority(HostNames.LOOPBACK, now.plus(Duration.ofDays(3640)), RANDOM);
        assertNotEquals(made.authority().root(), later.authority().root());
        assertEquals(Certified.pem(later.authority().root()), Files.readString(later.caFile()));
    }

    private String message() {
        return String.valueOf(assertThrows(HomeException.class, this::authority).getMessage());
    }
}
