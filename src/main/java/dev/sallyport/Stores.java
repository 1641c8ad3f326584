package dev.sallyport;

import dev.sallyport.catalog.pin.PinStore;
import dev.sallyport.practice.access.approval.ApprovalStore;
import dev.sallyport.store.memory.MemoryApprovals;
import dev.sallyport.store.memory.MemoryPins;
import dev.sallyport.store.sqlite.Database;
import dev.sallyport.store.sqlite.SqliteApprovals;
import dev.sallyport.store.sqlite.SqlitePins;

/**
 * Where a gateway keeps what outlives its process.
 *
 * @param pins what servers defined at first use
 * @param approvals what waits for people, and what they agreed to
 */
public record Stores(PinStore pins, ApprovalStore approvals) {
    /** None: all is forgotten when the process ends. */
    public static Stores inMemory() {
        return new Stores(new MemoryPins(), new MemoryApprovals());
    }

    /** Those in {@code database}; {@code desk} is what tells this gateway from others there, and is the same after a restart. */
    public static Stores in(Database database, String desk) {
        return new Stores(new SqlitePins(database), new SqliteApprovals(database, desk));
    }
}
