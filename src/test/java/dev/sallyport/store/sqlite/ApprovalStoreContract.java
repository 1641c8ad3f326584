package dev.sallyport.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.access.approval.ApprovalStore;
import dev.sallyport.practice.access.approval.ApprovalStore.Kept;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store of approvals does. */
abstract class ApprovalStoreContract {
    private static final Kept ASKED = new Kept("a", false, 5, "{\"n\":\"\\u0000 'x\\\" 漢\"}");
    private static final Kept GIVEN = new Kept("a", true, 9, "{}");

    /** The store, with what was kept before. */
    abstract ApprovalStore store() throws IOException;

    @Test
    void whatWasKeptIsThereAfterARestart() throws Exception {
        ApprovalStore store = store();
        assertEquals(List.of(), store.load());
        store.add(ASKED);
        store.add(new Kept("b", false, 6, ""));
        store.remove("b");
        assertEquals(List.of(ASKED), store().load());
        store().change(GIVEN);
        assertEquals(List.of(GIVEN), store().load());
    }

    @Test
    void whatIsGoneDoesNotComeBackByAChange() throws Exception {
        ApprovalStore store = store();
        store.add(GIVEN);
        assertTrue(store.use("a"));
        store.change(GIVEN);
        assertEquals(List.of(), store.load());
    }

    @Test
    void anApprovalIsUsedOnce() throws Exception {
        ApprovalStore store = store();
        store.add(ASKED);
        // nobody has agreed yet
        assertFalse(store.use("a"));
        store.change(GIVEN);
        assertTrue(store.use("a"));
        assertFalse(store.use("a"));
        assertFalse(store().use("a"));
        assertFalse(store.use("absent"));
    }

    @Test
    void ofManyAtOnceOneUsesIt() throws Exception {
        List<ApprovalStore> stores = List.of(store(), store());
        try (ExecutorService together = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 20; round++) {
                String name = "r" + round;
                stores.getFirst().add(new Kept(name, true, 1, ""));
                stores.getFirst().load();
                List<Callable<Boolean>> uses = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    ApprovalStore store = stores.get(i % 2);
                    uses.add(() -> store.use(name));
                }
                int used = 0;
                for (Future<Boolean> use : together.invokeAll(uses)) {
                    used += use.get() ? 1 : 0;
                }
                assertEquals(1, used);
            }
        }
    }
}
