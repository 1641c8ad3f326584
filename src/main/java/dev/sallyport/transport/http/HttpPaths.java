package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Envelope;

/** The paths below which servers are served. */
final class HttpPaths {
    private static final String ROOT = "/mcp";

    private HttpPaths() {}

    /**
     * The route that a request target names, or {@link Envelope#NOWHERE}: {@code /mcp/<server>}, {@code /mcp/p/<profile>}, and
     * {@code /mcp} for {@code soleRoute}. Only the exact spelling counts: nothing is decoded or normalised.
     */
    static String route(String target, String soleRoute) {
        int end = target.indexOf('?');
        String path = end < 0 ? target : target.substring(0, end);
        if (path.equals(ROOT)) {
            return soleRoute;
        }
        return path.length() > ROOT.length() + 1 && path.startsWith(ROOT + "/")
                ? path.substring(ROOT.length() + 1)
                : Envelope.NOWHERE;
    }
}
