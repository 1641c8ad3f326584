package dev.sallyport.practice.access.approval;

import dev.sallyport.pipeline.caller.Principal;

/**
 * What an approval is for, and nothing else: where one part differs, a person is asked again.
 *
 * @param principal who does it
 * @param client with which program, as its authorization server knows it; may be empty
 * @param server at which server
 * @param action the method of MCP
 * @param name the server's own name of the tool or prompt, or the URI
 * @param arguments the digest of the arguments; empty where any are meant
 * @param definition the digest of what the server says of it
 * @param policy the version of the policy that holds it
 */
public record Held(
        Principal principal,
        String client,
        String server,
        String action,
        String name,
        String arguments,
        String definition,
        String policy) {
    /** The same with any arguments. */
    Held anyArguments() {
        return new Held(principal, client, server, action, name, "", definition, policy);
    }
}
