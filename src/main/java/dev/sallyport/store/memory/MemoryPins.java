package dev.sallyport.store.memory;

import dev.sallyport.catalog.pin.Pin;
import dev.sallyport.catalog.pin.PinStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Pins that end with the process. */
public final class MemoryPins implements PinStore {
    private final Map<Tool, List<Pin>> pins = new LinkedHashMap<>();

    private record Tool(String server, String name) {
        static Tool of(Pin pin) {
            return new Tool(pin.server(), pin.name());
        }
    }

    @Override
    public synchronized List<Pin> load() {
        return pins.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public synchronized CompletableFuture<List<Pin>> see(List<Pin> seen) {
        List<Pin> kept = new ArrayList<>();
        for (Pin pin : seen) {
            List<Pin> known = ofTool(pin);
            if (known.stream().noneMatch(one -> one.digest().equals(pin.digest()))) {
                put(pin, known.isEmpty());
            }
            kept.addAll(ofTool(pin));
        }
        return CompletableFuture.completedFuture(kept);
    }

    @Override
    public synchronized CompletableFuture<List<Pin>> accept(Pin pin) {
        put(pin, true);
        return CompletableFuture.completedFuture(ofTool(pin));
    }

    private void put(Pin pin, boolean accepted) {
        List<Pin> known = pins.computeIfAbsent(Tool.of(pin), _ -> new ArrayList<>());
        known.removeIf(one -> !one.accepted() || one.digest().equals(pin.digest()));
        known.add(new Pin(pin.server(), pin.name(), pin.digest(), pin.since(), accepted, pin.by()));
    }

    private List<Pin> ofTool(Pin pin) {
        return List.copyOf(pins.getOrDefault(Tool.of(pin), List.of()));
    }
}
