package dev.sallyport.architecture.planted.practice.one.piece;

/** Knows nobody. */
public record PlantedPiece() {}
