package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.trust.TrustStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of authorities of operating systems, in a root of their own. */
final class TrustStoreTest {
    @TempDir
    private Path root;

    @Test
    void theStoreIsFoundByWhatThereIs() throws Exception {
        List<TrustStore> stores = TrustStore.all(root, Path.of("/ca.pem"), "A b");
        assertEquals(Optional.empty(), TrustStore.here(stores, "Linux"));
        assertEquals("macOS", TrustStore.here(stores, "Mac OS X").orElseThrow().name());
        assertEquals(
                "Windows", TrustStore.here(stores, "Windows 11").orElseThrow().name());
        Files.createDirectories(root.resolve("etc/pki/ca-trust/source/anchors"));
        assertEquals(
                "Fedora, RHEL", TrustStore.here(stores, "Linux").orElseThrow().name());
        Files.createDirectories(root.resolve("usr/local/share/ca-certificates"));
        assertEquals(
                "Debian, Ubuntu", TrustStore.here(stores, "Linux").orElseThrow().name());
    }

    @Test
    void anAuthorityIsPutInAndTakenOutAndNothingElseIsTouched() throws Exception {
        Path anchors = Files.createDirectories(root.resolve("anchors"));
        Path other = Files.writeString(anchors.resolve("other.crt"), "other");
        Path ca = Files.writeString(root.resolve("ca.pem"), "authority");
        TrustStore store = new TrustStore("test", Optional.of(anchors), List.of("true"), List.of("true"));
        assertTrue(store.isWritable());
        assertFalse(store.mayHold("A b"));
        assertEquals(0, store.install(ca, "A b"));
        assertEquals("authority", Files.readString(anchors.resolve("A-b.crt")));
        assertTrue(store.mayHold("A b"));
        assertEquals(0, store.uninstall("A b"));
        assertFalse(Files.exists(anchors.resolve("A-b.crt")));
        assertEquals("other", Files.readString(other));
        assertTrue(new TrustStore("test", Optional.of(anchors), List.of("false"), List.of()).install(ca, "A b") != 0);
    }

    @Test
    void whatAPersonTypesIsQuoted() {
        TrustStore debian =
                TrustStore.all(Path.of("/"), Path.of("/home/a b/ca.pem"), "A b").getFirst();
        assertEquals(
                "sudo cp '/home/a b/ca.pem' /usr/local/share/ca-certificates/A-b.crt && sudo update-ca-certificates",
                debian.adding(Path.of("/home/a b/ca.pem"), "A b"));
        assertEquals(
                "sudo rm /usr/local/share/ca-certificates/A-b.crt && sudo update-ca-certificates --fresh",
                debian.removing("A b"));
    }
}
