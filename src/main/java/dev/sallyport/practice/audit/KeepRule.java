package dev.sallyport.practice.audit;

import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.practice.Doc;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What of the arguments of some calls is kept in the ledger, as it is written. */
public record KeepRule(
        @Doc(
                value = "Of what: `server`, `server/name` or `*`; `*` in a name stands for any text.",
                example = "crm/search_*")
        List<String> resource,

        @Doc(
                value =
                        "JSON pointers to what is kept: a value, or all values below; `*` stands for each element of a list.",
                example = "/query")
        List<String> keep) {
    private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");
    private static final int POINTERS_MAX = 64;
    private static final int POINTER_CHARS_MAX = 256;

    public KeepRule {
        resource = List.copyOf(resource);
        keep = List.copyOf(keep);
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("resource must name one; an empty list is about nothing");
        }
        for (String text : resource) {
            if (ResourcePattern.read(text).isEmpty()) {
                throw new IllegalArgumentException(
                        "resource must be a server, a server and a name with / between, or *, unlike `" + text + "`");
            }
        }
        if (keep.isEmpty() || keep.size() > POINTERS_MAX) {
            throw new IllegalArgumentException("keep must have 1 to " + POINTERS_MAX + " JSON pointers");
        }
        for (String text : keep) {
            if (text.length() > POINTER_CHARS_MAX || !POINTER.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "keep must be JSON pointers such as /query or /items/*/id, unlike `" + text + "`");
            }
        }
    }

    /** The resources. */
    List<ResourcePattern> resources() {
        return resource.stream()
                .flatMap(text -> ResourcePattern.read(text).stream())
                .toList();
    }

    /** The pointers, each as its names. */
    List<List<String>> paths() {
        return keep.stream()
                .map(pointer -> Pattern.compile("/")
                        .splitAsStream(pointer.substring(1) + "/.")
                        .toList())
                .map(names -> names.subList(0, names.size() - 1).stream()
                        .map(name -> name.replace("~1", "/").replace("~0", "~"))
                        .toList())
                .toList();
    }

    /** The same about no server that is named; empty where nothing is left. */
    Optional<KeepRule> withoutServers() {
        List<String> kept = resource.stream()
                .filter(text -> text.equals("*") || text.startsWith("*/"))
                .toList();
        return kept.isEmpty() ? Optional.empty() : Optional.of(new KeepRule(kept, keep));
    }
}
