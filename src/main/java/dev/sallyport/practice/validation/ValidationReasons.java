package dev.sallyport.practice.validation;

import dev.sallyport.pipeline.Reason;
import java.util.List;

/** Every reason that the judges of this practice give, as shared constants; each has a heading on the practice's page. */
public final class ValidationReasons {
    /** The arguments do not fit the tool's {@code inputSchema}. */
    public static final Reason ARGUMENTS_MISMATCH = reason("arguments-mismatch");

    /** The structured content does not fit the tool's {@code outputSchema}. */
    public static final Reason RESULT_MISMATCH = reason("result-mismatch");

    /** An array that must hold unique items is too long to be compared. */
    public static final Reason SCHEMA_UNIQUE_ITEMS = reason("schema-unique-items");

    /** Checking this value against its schema takes too many steps or nests too deeply. */
    public static final Reason SCHEMA_EFFORT = reason("schema-effort");

    /** The schema has too many nodes. */
    public static final Reason SCHEMA_SIZE = reason("schema-size");

    /** The schema nests too deeply. */
    public static final Reason SCHEMA_DEPTH = reason("schema-depth");

    /** The schema is not valid under its own dialect, or points at a place that it does not have. */
    public static final Reason SCHEMA_INVALID = reason("schema-invalid");

    /** The schema is written in a dialect that is not known. */
    public static final Reason SCHEMA_DIALECT = reason("schema-dialect");

    /** The schema points outside itself. */
    public static final Reason SCHEMA_EXTERNAL_REF = reason("schema-external-ref");

    /** The schema holds a regular expression that cannot be matched in linear time, or is too large. */
    public static final Reason UNSUPPORTED_PATTERN = reason("unsupported-pattern");

    /** A path, or an identifier, that climbs. */
    public static final Reason PATH_TRAVERSAL = reason("path-traversal");

    /** A path with control characters. */
    public static final Reason PATH_CONTROL = reason("path-control");

    /** A URL with a scheme that is not allowed. */
    public static final Reason URL_SCHEME = reason("url-scheme");

    /** A URL with a user name or password. */
    public static final Reason URL_CREDENTIALS = reason("url-credentials");

    /** A URL that two programs read differently. */
    public static final Reason URL_AMBIGUOUS = reason("url-ambiguous");

    /** A URL that points into a private network or at the machine itself. */
    public static final Reason URL_PRIVATE_ADDRESS = reason("url-private-address");

    /** A host with characters that no host name has. */
    public static final Reason HOST_CHARACTERS = reason("host-characters");

    /** A host inside a private network, or the machine itself. */
    public static final Reason HOST_PRIVATE_ADDRESS = reason("host-private-address");

    /** An identifier with characters that identifiers do not need and interpreters act on. */
    public static final Reason IDENTIFIER_CHARACTERS = reason("identifier-characters");

    /** An identifier that a command would take for an option. */
    public static final Reason IDENTIFIER_OPTION = reason("identifier-option");

    /** A shell word with characters that a shell acts on. */
    public static final Reason SHELL_METACHARACTER = reason("shell-metacharacter");

    /** A shell word that a command would take for an option. */
    public static final Reason SHELL_OPTION = reason("shell-option");

    /** A SQL literal that can end its own quotation. */
    public static final Reason SQL_QUOTE = reason("sql-quote");

    /** A SQL literal that opens or closes a comment. */
    public static final Reason SQL_COMMENT = reason("sql-comment");

    /** A SQL literal that holds a piece of a statement. */
    public static final Reason SQL_STATEMENT = reason("sql-statement");

    /** A resource URI without a well-formed scheme. */
    public static final Reason URI_SCHEME = reason("uri-scheme");

    /** A resource URI with characters that no URI has. */
    public static final Reason URI_CHARACTERS = reason("uri-characters");

    /** A resource URI with a broken or disguising percent-encoding. */
    public static final Reason URI_ENCODING = reason("uri-encoding");

    /** A resource URI that climbs. */
    public static final Reason URI_TRAVERSAL = reason("uri-traversal");

    /** A resource URI that is too long. */
    public static final Reason URI_LENGTH = reason("uri-length");

    /** All of them, in the order of the page. */
    public static final List<Reason> ALL = List.of(
            ARGUMENTS_MISMATCH,
            RESULT_MISMATCH,
            SCHEMA_UNIQUE_ITEMS,
            SCHEMA_EFFORT,
            SCHEMA_SIZE,
            SCHEMA_DEPTH,
            SCHEMA_INVALID,
            SCHEMA_DIALECT,
            SCHEMA_EXTERNAL_REF,
            UNSUPPORTED_PATTERN,
            PATH_TRAVERSAL,
            PATH_CONTROL,
            URL_SCHEME,
            URL_CREDENTIALS,
            URL_AMBIGUOUS,
            URL_PRIVATE_ADDRESS,
            HOST_CHARACTERS,
            HOST_PRIVATE_ADDRESS,
            IDENTIFIER_CHARACTERS,
            IDENTIFIER_OPTION,
            SHELL_METACHARACTER,
            SHELL_OPTION,
            SQL_QUOTE,
            SQL_COMMENT,
            SQL_STATEMENT,
            URI_SCHEME,
            URI_CHARACTERS,
            URI_ENCODING,
            URI_TRAVERSAL,
            URI_LENGTH);

    private ValidationReasons() {}

    private static Reason reason(String code) {
        return new Reason("validation", code);
    }
}
