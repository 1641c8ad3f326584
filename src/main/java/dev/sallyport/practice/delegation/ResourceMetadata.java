package dev.sallyport.practice.delegation;

import dev.sallyport.pipeline.RouteUrls;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What this gateway says of each of its URLs to clients that need a token for it. Nothing of a request goes into it.
 * Source: RFC 9728 §2; MCP 2026-07-28, Authorization, Authorization Server Location.
 */
public final class ResourceMetadata {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RouteUrls urls;
    private final List<String> issuers;
    private final Function<String, Collection<String>> scopes;
    private final List<String> algorithms;

    /**
     * What is said of the URLs in {@code urls}.
     *
     * @param issuers whose tokens are accepted; where there are none, nothing is said
     * @param scopes what a token must have been granted, by route
     * @param algorithms by which a proof of possession may be signed
     */
    public ResourceMetadata(
            RouteUrls urls,
            List<String> issuers,
            Function<String, Collection<String>> scopes,
            List<String> algorithms) {
        this.urls = urls;
        this.issuers = List.copyOf(issuers);
        this.scopes = scopes;
        this.algorithms = List.copyOf(algorithms);
    }

    /** The document of {@code route}; empty where there is nobody to send a client to. */
    public Optional<byte[]> of(String route) {
        List<String> resources = urls.of(route);
        if (issuers.isEmpty() || resources.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("resource", resources.getFirst());
        issuers.forEach(document.putArray("authorization_servers")::add);
        Collection<String> wanted = scopes.apply(route);
        if (!wanted.isEmpty()) {
            new TreeSet<>(wanted).forEach(document.putArray("scopes_supported")::add);
        }
        document.putArray("bearer_methods_supported").add("header");
        algorithms.forEach(document.putArray("dpop_signing_alg_values_supported")::add);
        document.put("tls_client_certificate_bound_access_tokens", true);
        return Optional.of(JSON.writeValueAsBytes(document));
    }
}
