package dev.sallyport.protocol.legacy;

/** What clients subscribe to in both eras. Source: MCP 2025-11-25, Resources; MCP 2026-07-28, Subscriptions. */
public final class Subscribable {
    /** A resource that was subscribed to has changed. */
    public static final String RESOURCE_UPDATED = "notifications/resources/updated";

    private static final int URI_CHARS_MAX = 8192;

    private Subscribable() {}

    /** True for what a server tells those who subscribed. */
    public static boolean isChange(String method) {
        return method.endsWith("/list_changed") || method.equals(RESOURCE_UPDATED);
    }

    /** True for a resource that can be subscribed to: an empty text would stand for everything. */
    public static boolean isUri(String text) {
        return !text.isEmpty() && text.length() <= URI_CHARS_MAX;
    }
}
