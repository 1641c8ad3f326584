package dev.sallyport.architecture.planted.transport;

import dev.sallyport.architecture.planted.cli.PlantedCommand;
import dev.sallyport.architecture.planted.settings.PlantedSettings;
import java.util.concurrent.CompletableFuture;

/** Knows another adapter and a command. */
public final class PlantedTransport {
    private final PlantedSettings settings = new PlantedSettings();
    private final PlantedCommand command = new PlantedCommand();

    /** An answer. */
    public CompletableFuture<String> ask(String question) {
        return CompletableFuture.completedFuture(question + settings + command.hashCode());
    }
}
