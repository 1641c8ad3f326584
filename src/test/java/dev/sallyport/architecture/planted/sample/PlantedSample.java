package dev.sallyport.architecture.planted.sample;

import dev.sallyport.architecture.planted.protocol.PlantedMessage;
import java.util.List;

/** Knows what the gateway knows. */
public record PlantedSample(List<PlantedMessage> messages) {}
