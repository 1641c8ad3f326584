package dev.sallyport.architecture.planted.practice.one.part;

import dev.sallyport.architecture.planted.practice.one.PlantedGuard;
import dev.sallyport.architecture.planted.practice.one.piece.PlantedPiece;

/** Knows its practice, and the part beside it. */
public record PlantedPart(PlantedGuard whole, PlantedPiece other) {}
