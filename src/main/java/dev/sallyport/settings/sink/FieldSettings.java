package dev.sallyport.settings.sink;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.form.FieldRules;
import java.util.List;

/** What of entries a sink does not get. */
public record FieldSettings(
        @Doc("Members of entries that are left out, such as `peer` or `policy.claims`.")
        List<String> drop,

        @Doc(
                "Members in whose place their SHA-256 is sent: enough to join entries; whoever can guess a value can confirm it.")
        List<String> digest) {
    /** Everything is sent. */
    public static final FieldSettings DEFAULT = new FieldSettings(List.of(), List.of());

    public FieldSettings {
        FieldRules checked = new FieldRules(drop, digest);
        drop = checked.drop();
        digest = checked.digest();
    }

    /** The same as rules. */
    public FieldRules rules() {
        return new FieldRules(drop, digest);
    }
}
