package dev.sallyport.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.catalog.pin.Pin;
import dev.sallyport.catalog.pin.PinStore;
import dev.sallyport.store.memory.MemoryPins;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of pins does. */
final class PinStoreTest {
    enum Backend {
        MEMORY,
        SQLITE
    }

    @TempDir
    private Path folder;

    private final MemoryPins memory = new MemoryPins();
    private Databases databases;

    @BeforeEach
    void open() {
        databases = new Databases(folder);
    }

    @AfterEach
    void close() {
        databases.close();
    }

    /** The store, with what was kept before; in a file by a new connection each time. */
    private PinStore store(Backend backend) throws IOException {
        return switch (backend) {
            case MEMORY -> memory;
            case SQLITE -> new SqlitePins(databases.another());
        };
    }

    private static final Instant THEN = Instant.ofEpochMilli(1_000);
    private static final Instant NOW = Instant.ofEpochMilli(2_000);

    private static Pin pin(String digest, Instant since, boolean accepted, String by) {
        return new Pin("up", "read", digest, since, accepted, by);
    }

    private static Pin seen(String digest, Instant since) {
        return pin(digest, since, false, "");
    }

    @ParameterizedTest
    @EnumSource
    void theFirstDefinitionIsThePin(Backend backend) throws Exception {
        assertEquals(
                List.of(pin("1", THEN, true, "")),
                store(backend).see(List.of(seen("1", THEN))).get());
        assertEquals(
                List.of(pin("1", THEN, true, "")),
                store(backend).see(List.of(seen("1", NOW))).get());
        assertEquals(List.of(pin("1", THEN, true, "")), store(backend).load());
    }

    @ParameterizedTest
    @EnumSource
    void ofThoseThatNobodyAcceptedTheLatestIsKept(Backend backend) throws Exception {
        PinStore store = store(backend);
        store.see(List.of(seen("1", THEN), seen("2", THEN))).get();
        assertEquals(
                List.of(pin("1", THEN, true, ""), pin("3", NOW, false, "")),
                store.see(List.of(seen("3", NOW))).get());
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAcceptedStays(Backend backend) throws Exception {
        PinStore store = store(backend);
        store.see(List.of(seen("1", THEN), seen("2", THEN))).get();
        List<Pin> both = List.of(pin("1", THEN, true, ""), pin("2", NOW, true, "alice"));
        assertEquals(both, store.accept(pin("2", NOW, true, "alice")).get());
        assertEquals(both, store(backend).load());
        assertEquals(both, store(backend).see(List.of(seen("2", NOW))).get());
    }

    @ParameterizedTest
    @EnumSource
    void aToolOfAnotherServerIsAnother(Backend backend) throws Exception {
        PinStore store = store(backend);
        store.see(List.of(seen("1", THEN))).get();
        Pin other = new Pin("other", "read", "2", THEN, false, "");
        assertEquals(
                List.of(new Pin("other", "read", "2", THEN, true, "")),
                store.see(List.of(other)).get());
    }
}
