package dev.sallyport.practice.validation;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.protocol.json.JsonLimits;

/** What counts as valid input. */
public record ValidationSettings(
        @Doc("Whether schema and argument findings refuse a message (enforce) or are only recorded (observe);"
                + " strict reading always refuses, and so do arguments that are no object.")
        Mode mode,

        @Doc("What happens to members that neither the protocol nor a schema declares.")
        UnknownFields unknownFields,

        @Doc("Whether the class of an argument (path, URL, ...) is inferred from its schema and name"
                + " where none is declared.")
        boolean inferArguments,

        @Doc("The deepest nesting of a JSON text.") int depth) {
    /** Enforced, unknown members carried, classes inferred, 64 levels. */
    public static final ValidationSettings DEFAULT =
            new ValidationSettings(Mode.ENFORCE, UnknownFields.ALLOW, true, 64);

    public ValidationSettings {
        if (depth < 8 || depth > JsonLimits.DEPTH_CEILING) {
            throw new IllegalArgumentException("depth must be 8 to " + JsonLimits.DEPTH_CEILING);
        }
    }

    /** What happens to members that nobody declares. */
    public enum UnknownFields {
        /** They are carried intact. */
        ALLOW,
        /** The message is refused. */
        REFUSE
    }
}
