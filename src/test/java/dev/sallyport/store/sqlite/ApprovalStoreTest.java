package dev.sallyport.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.access.approval.ApprovalStore;
import dev.sallyport.practice.access.approval.ApprovalStore.Kept;
import dev.sallyport.store.memory.MemoryApprovals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of approvals does. */
final class ApprovalStoreTest {
    enum Backend {
        MEMORY,
        SQLITE
    }

    @TempDir
    private Path folder;

    private final MemoryApprovals memory = new MemoryApprovals();
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
    private ApprovalStore store(Backend backend) throws IOException {
        return switch (backend) {
            case MEMORY -> memory;
            case SQLITE -> new SqliteApprovals(databases.another(), "desk");
        };
    }

    private static final Kept ASKED = new Kept("a", false, 5, "{\"n\":\"\\u0000 'x\\\" 漢\"}");
    private static final Kept GIVEN = new Kept("a", true, 9, "{}");

    @ParameterizedTest
    @EnumSource
    void whatWasKeptIsThereAfterARestart(Backend backend) throws Exception {
        ApprovalStore store = store(backend);
        assertEquals(List.of(), store.load());
        store.add(ASKED);
        store.add(new Kept("b", false, 6, ""));
        store.remove("b");
        store.flush();
        ApprovalStore next = store(backend);
        assertEquals(List.of(ASKED), next.load());
        next.change(GIVEN);
        next.flush();
        assertEquals(List.of(GIVEN), store(backend).load());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsGoneDoesNotComeBackByAChange(Backend backend) throws Exception {
        ApprovalStore store = store(backend);
        store.add(GIVEN);
        assertTrue(store.use("a"));
        store.change(GIVEN);
        assertEquals(List.of(), store.load());
    }

    @ParameterizedTest
    @EnumSource
    void anApprovalIsUsedOnce(Backend backend) throws Exception {
        ApprovalStore store = store(backend);
        store.add(ASKED);
        // nobody has agreed yet
        assertFalse(store.use("a"));
        store.change(GIVEN);
        assertTrue(store.use("a"));
        assertFalse(store.use("a"));
        assertFalse(store(backend).use("a"));
        assertFalse(store.use("absent"));
    }

    @ParameterizedTest
    @EnumSource
    void ofManyAtOnceOneUsesIt(Backend backend) throws Exception {
        List<ApprovalStore> stores = List.of(store(backend), store(backend));
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
