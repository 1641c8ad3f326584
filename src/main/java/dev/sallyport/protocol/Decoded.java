package dev.sallyport.protocol;

/** What the message decoder made of one JSON text. */
public sealed interface Decoded permits Message, Malformed {}
