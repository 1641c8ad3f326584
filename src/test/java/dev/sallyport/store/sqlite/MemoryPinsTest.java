package dev.sallyport.store.sqlite;

import dev.sallyport.store.memory.MemoryPins;

/** In memory. */
final class MemoryPinsTest extends PinStoreContract {
    private final MemoryPins store = new MemoryPins();

    @Override
    MemoryPins store() {
        return store;
    }
}
