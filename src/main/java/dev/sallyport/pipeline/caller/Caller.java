package dev.sallyport.pipeline.caller;

/**
 * Who calls, and with which program: what outlives a message belongs to both.
 *
 * @param principal who
 * @param client the program as its authorization server knows it; empty where none was named, as with the token of the home, whose holders
 *     are told apart by nothing but what they say of themselves
 */
public record Caller(Principal principal, String client) {}
