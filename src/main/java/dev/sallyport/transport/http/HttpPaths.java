package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.RouteUrls;

/** The paths below which servers are served. */
final class HttpPaths {
    private static final String ROOT = "/mcp";
    private static final String LOGOUT = "/backchannel-logout";

    private HttpPaths() {}

    /**
     * The route whose metadata a request target names, or {@link Envelope#NOWHERE}: the path of the well-known place, then that of
     * the resource as clients know it. Source: RFC 9728 §3.1.
     */
    static String described(String target, HttpSettings settings) {
        String start = RouteUrls.WELL_KNOWN + settings.publicPath() + ROOT;
        return target.startsWith(start)
                ? route(target.substring(start.length() - ROOT.length()), settings.soleRoute())
                : Envelope.NOWHERE;
    }

    /** True for the place where issuers say that somebody has signed out. */
    static boolean isLogout(String target) {
        return target.equals(LOGOUT);
    }

    /** What stands behind the path of a request target. */
    static String query(String target) {
        int end = target.indexOf('?');
        return end < 0 ? "" : target.substring(end + 1);
    }

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
