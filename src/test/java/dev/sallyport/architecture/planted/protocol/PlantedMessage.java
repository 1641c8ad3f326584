package dev.sallyport.architecture.planted.protocol;

import dev.sallyport.architecture.planted.pipeline.PlantedPipeline;

/** Knows a mechanism, in a circle. */
public record PlantedMessage(PlantedPipeline pipeline) {}
