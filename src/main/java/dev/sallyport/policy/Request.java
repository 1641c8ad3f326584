package dev.sallyport.policy;

import dev.sallyport.policy.condition.Facts;
import java.util.List;

/**
 * What is to be decided: may this principal do this to that.
 *
 * @param principals all that the caller is, each at most once, without {@link PrincipalPattern#ALL}
 * @param action the method of MCP
 * @param server the server of the resource
 * @param name the server's own name of the tool or prompt, or the URI of the resource; empty where the server itself is meant
 * @param facts what conditions may ask
 */
public record Request(List<PrincipalPattern> principals, String action, String server, String name, Facts facts) {
    public Request {
        principals = List.copyOf(principals);
    }
}
