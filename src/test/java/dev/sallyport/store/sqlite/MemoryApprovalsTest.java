package dev.sallyport.store.sqlite;

import dev.sallyport.store.memory.MemoryApprovals;

/** In memory. */
final class MemoryApprovalsTest extends ApprovalStoreContract {
    private final MemoryApprovals store = new MemoryApprovals();

    @Override
    MemoryApprovals store() {
        return store;
    }
}
