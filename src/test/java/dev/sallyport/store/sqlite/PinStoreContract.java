package dev.sallyport.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.catalog.pin.Pin;
import dev.sallyport.catalog.pin.PinStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store of pins does. */
abstract class PinStoreContract {
    private static final Instant THEN = Instant.ofEpochMilli(1_000);
    private static final Instant NOW = Instant.ofEpochMilli(2_000);

    /** The store, with what was kept before. */
    abstract PinStore store() throws IOException;

    private static Pin pin(String digest, Instant since, boolean accepted, String by) {
        return new Pin("up", "read", digest, since, accepted, by);
    }

    private static Pin seen(String digest, Instant since) {
        return pin(digest, since, false, "");
    }

    @Test
    void theFirstDefinitionIsThePin() throws Exception {
        assertEquals(
                List.of(pin("1", THEN, true, "")),
                store().see(List.of(seen("1", THEN))).get());
        assertEquals(
                List.of(pin("1", THEN, true, "")),
                store().see(List.of(seen("1", NOW))).get());
        assertEquals(List.of(pin("1", THEN, true, "")), store().load());
    }

    @Test
    void ofThoseThatNobodyAcceptedTheLatestIsKept() throws Exception {
        PinStore store = store();
        store.see(List.of(seen("1", THEN), seen("2", THEN))).get();
        assertEquals(
                List.of(pin("1", THEN, true, ""), pin("3", NOW, false, "")),
                store.see(List.of(seen("3", NOW))).get());
    }

    @Test
    void whatWasAcceptedStays() throws Exception {
        PinStore store = store();
        store.see(List.of(seen("1", THEN), seen("2", THEN))).get();
        List<Pin> both = List.of(pin("1", THEN, true, ""), pin("2", NOW, true, "alice"));
        assertEquals(both, store.accept(pin("2", NOW, true, "alice")).get());
        assertEquals(both, store().load());
        assertEquals(both, store().see(List.of(seen("2", NOW))).get());
    }

    @Test
    void aToolOfAnotherServerIsAnother() throws Exception {
        PinStore store = store();
        store.see(List.of(seen("1", THEN))).get();
        Pin other = new Pin("other", "read", "2", THEN, false, "");
        assertEquals(
                List.of(new Pin("other", "read", "2", THEN, true, "")),
                store.see(List.of(other)).get());
    }
}
