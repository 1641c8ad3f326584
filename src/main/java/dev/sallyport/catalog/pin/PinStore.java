package dev.sallyport.catalog.pin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where pins outlive the process. Several processes may use one store at once. */
public interface PinStore {
    /** All that is kept; may block. */
    List<Pin> load() throws IOException;

    /**
     * Keeps what was seen, durably, and all of it or nothing: as the first definition where nothing is kept of the tool, else as one that
     * nobody accepted, of which there is the latest alone; what is kept already stays. Completes with all that is kept of these tools then, fails where nothing can be kept.
     */
    CompletableFuture<List<Pin>> see(List<Pin> seen);

    /** Keeps that {@code pin} was accepted; completes as {@link #see} does. */
    CompletableFuture<List<Pin>> accept(Pin pin);
}
