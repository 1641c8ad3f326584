package dev.sallyport.store.memory;

import dev.sallyport.practice.access.approval.ApprovalStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests and approvals that end with the process. */
public final class MemoryApprovals implements ApprovalStore {
    private final Map<String, Kept> byName = new LinkedHashMap<>();

    @Override
    public synchronized List<Kept> load() {
        return List.copyOf(byName.values());
    }

    @Override
    public synchronized void add(Kept kept) {
        byName.put(kept.name(), kept);
    }

    @Override
    public synchronized void change(Kept kept) {
        byName.replace(kept.name(), kept);
    }

    @Override
    public synchronized void remove(String name) {
        byName.remove(name);
    }

    @Override
    public void flush() {
        // nothing is on its way
    }

    @Override
    public synchronized boolean use(String name) {
        Kept kept = byName.get(name);
        return kept != null && kept.given() && byName.remove(name, kept);
    }
}
