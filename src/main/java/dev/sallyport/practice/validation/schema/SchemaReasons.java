package dev.sallyport.practice.validation.schema;

import dev.sallyport.pipeline.verdict.Reason;

/** Every reason that schemas give: the first two for a value, the others for a schema; each has a heading on the practice's page. */
final class SchemaReasons {
    /** The arguments do not fit the tool's {@code inputSchema}. */
    static final Reason ARGUMENTS_MISMATCH = reason("arguments-mismatch");

    /** The structured content does not fit the tool's {@code outputSchema}. */
    static final Reason RESULT_MISMATCH = reason("result-mismatch");

    /** An array that must hold unique items is too long to be compared. */
    static final Reason SCHEMA_UNIQUE_ITEMS = reason("schema-unique-items");

    /** Checking this value against its schema takes too many steps or nests too deeply. */
    static final Reason SCHEMA_EFFORT = reason("schema-effort");

    /** The schema has too many nodes. */
    static final Reason SCHEMA_SIZE = reason("schema-size");

    /** The schema nests too deeply. */
    static final Reason SCHEMA_DEPTH = reason("schema-depth");

    /** The schema is not valid under its own dialect, or points at a place that it does not have. */
    static final Reason SCHEMA_INVALID = reason("schema-invalid");

    /** The schema is written in a dialect that is not known. */
    static final Reason SCHEMA_DIALECT = reason("schema-dialect");

    /** The schema points outside itself. */
    static final Reason SCHEMA_EXTERNAL_REF = reason("schema-external-ref");

    /** The schema holds a regular expression that cannot be matched in linear time, or is too large. */
    static final Reason UNSUPPORTED_PATTERN = reason("unsupported-pattern");

    private SchemaReasons() {}

    private static Reason reason(String code) {
        return new Reason("validation", code);
    }
}
