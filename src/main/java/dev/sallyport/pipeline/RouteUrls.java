package dev.sallyport.pipeline;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The URLs by which clients know the routes of this gateway: from the settings or the listener, never from what a client says.
 * Source: RFC 8707 §2; RFC 9728 §3.1.
 */
public final class RouteUrls {
    /** The path below which metadata of resources is found. Source: RFC 9728 §3. */
    public static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String ROOT = "/mcp";

    /** What a route can be; a path of a client that names nothing may be anything. */
    private static final Pattern ROUTE = Pattern.compile("(?:p/)?[a-z0-9-]*");

    private volatile Place place = new Place("", "", "");

    /** Where the gateway is: scheme and authority, the path before {@code /mcp}, and the route behind {@code /mcp} itself. */
    private record Place(String origin, String path, String sole) {}

    /** From now on the gateway is at {@code base}, and {@code /mcp} there stands for {@code sole}. */
    public void at(URI base, String sole) {
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        place = new Place(base.getScheme() + "://" + base.getRawAuthority(), whole, sole);
    }

    /** The URLs of {@code route}, the one that is published first; none before the gateway listens, or where it can be no route. */
    public List<String> of(String route) {
        Place now = place;
        if (now.origin().isEmpty() || !ROUTE.matcher(route).matches()) {
            return List.of();
        }
        String root = now.origin() + now.path() + ROOT;
        if (route.equals(now.sole())) {
            return route.isEmpty() ? List.of(root) : List.of(root, root + "/" + route);
        }
        return List.of(route.isEmpty() ? root : root + "/" + route);
    }

    /** The URL of a page of the gateway itself, below the same place; empty before the gateway listens. */
    public String page(String path) {
        Place now = place;
        return now.origin().isEmpty() ? "" : now.origin() + now.path() + path;
    }

    /** Where the metadata of {@code route} is found; empty where it has no URL. */
    public String metadata(String route) {
        Place now = place;
        List<String> urls = of(route);
        return urls.isEmpty()
                ? ""
                : now.origin()
                        + WELL_KNOWN
                        + urls.getFirst().substring(now.origin().length());
    }
}
