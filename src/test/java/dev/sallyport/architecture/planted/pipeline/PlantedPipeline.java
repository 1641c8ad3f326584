package dev.sallyport.architecture.planted.pipeline;

import dev.sallyport.architecture.planted.practice.one.PlantedGuard;
import dev.sallyport.architecture.planted.protocol.PlantedMessage;
import java.util.List;

/** Knows a practice. */
public record PlantedPipeline(List<PlantedMessage> messages, List<PlantedGuard> guards) {}
