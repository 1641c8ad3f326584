package dev.sallyport.policy;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The resources that a statement is about, written {@code server/name}: {@code files/read_*}, {@code files} for all of a server, {@code *}
 * for all of all. The name is a tool's or prompt's own name, or the URI of a resource.
 *
 * @param server the name of a server, or {@code *}
 * @param name what the name must be; {@code *} in it stands for any text
 */
public record ResourcePattern(String server, String name) {
    /** Everything. */
    public static final ResourcePattern ALL = new ResourcePattern("*", "*");

    private static final Pattern SERVER = Pattern.compile("\\*|[a-z0-9-]{1,32}");

    /** The pattern that {@code text} writes, or empty where it is of another form. */
    public static Optional<ResourcePattern> read(String text) {
        int slash = text.indexOf('/');
        String server = slash < 0 ? text : text.substring(0, slash);
        String name = slash < 0 ? "*" : text.substring(slash + 1);
        return SERVER.matcher(server).matches() && !name.isEmpty()
                ? Optional.of(new ResourcePattern(server, name))
                : Optional.empty();
    }

    /** True where the name is one name. */
    public boolean isExact() {
        return name.indexOf('*') < 0;
    }

    /** True where everything that {@code other} names is named by this; a star of the other is met by a star only. */
    boolean covers(ResourcePattern other) {
        return (server.equals("*") || server.equals(other.server)) && matches(other.name);
    }

    /** True for what {@code called}, of {@code owner}, names. */
    public boolean covers(String owner, String called) {
        return (server.equals("*") || server.equals(owner)) && matches(called);
    }

    /** In one pass: the last star takes as much as it must. */
    private boolean matches(String text) {
        int at = 0;
        int pattern = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length()) {
            if (pattern < name.length() && name.charAt(pattern) == '*') {
                star = pattern++;
                resume = at;
            } else if (pattern < name.length() && name.charAt(pattern) == text.charAt(at)) {
                pattern++;
                at++;
            } else if (star >= 0) {
                pattern = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (pattern < name.length() && name.charAt(pattern) == '*') {
            pattern++;
        }
        return pattern == name.length();
    }

    /** The text that reads as this. */
    @Override
    public String toString() {
        return name.equals("*") ? server : server + "/" + name;
    }
}
