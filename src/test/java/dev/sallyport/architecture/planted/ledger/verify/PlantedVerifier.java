package dev.sallyport.architecture.planted.ledger.verify;

import dev.sallyport.architecture.planted.protocol.PlantedMessage;

/** Uses what is no part of it. */
public record PlantedVerifier(PlantedMessage message) {}
