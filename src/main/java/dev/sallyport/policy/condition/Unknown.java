package dev.sallyport.policy.condition;

import dev.cel.runtime.CelAttribute;
import dev.cel.runtime.CelAttributePattern;
import java.util.Set;

/** What may be unknown of a request when its conditions are judged; a condition that asks for it comes to {@link Truth#UNKNOWN}. */
public enum Unknown {
    /** The arguments: of a call that is only thought of, or was recorded without them. */
    ARGUMENTS("arguments"),
    /** What a server says of its tool. */
    ANNOTATIONS("resource", "annotations"),
    /** Whether a tool is another one than at first use. */
    CHANGED("resource", "changed"),
    /** Facts that an issuer vouched for. */
    CLAIMS("principal", "claims"),
    /** What a caller was granted. */
    SCOPES("principal", "scopes"),
    /** By what a caller was identified. */
    AUTHENTICATION("principal", "authentication"),
    /** What a caller had to prove beside showing a credential. */
    PROOF("principal", "proof");

    /** The arguments alone. */
    public static final Set<Unknown> ARGUMENTS_ALONE = Set.of(ARGUMENTS);

    private final String text;

    // immutable, but for the library's own annotation
    @SuppressWarnings("ImmutableEnumChecker")
    private final CelAttributePattern pattern;

    Unknown(String variable, String... members) {
        CelAttributePattern path = CelAttributePattern.create(variable);
        for (String member : members) {
            path = path.qualify(CelAttribute.Qualifier.ofString(member));
        }
        this.pattern = path;
        this.text = members.length == 0 ? variable : variable + "." + String.join(".", members);
    }

    /** How a condition names it. */
    public String text() {
        return text;
    }

    CelAttributePattern pattern() {
        return pattern;
    }

    /** That of one member of it. */
    CelAttributePattern member(String name) {
        return pattern.qualify(CelAttribute.Qualifier.ofString(name));
    }
}
