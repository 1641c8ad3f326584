package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;

/** Every reason for which an argument or a resource URI is refused; each has a heading on the practice's page. */
final class ArgumentReasons {
    /** A path, or an identifier, that climbs. */
    static final Reason PATH_TRAVERSAL = reason("path-traversal");

    /** A path with control characters. */
    static final Reason PATH_CONTROL = reason("path-control");

    /** A URL with a scheme that is not allowed. */
    static final Reason URL_SCHEME = reason("url-scheme");

    /** A URL with a user name or password. */
    static final Reason URL_CREDENTIALS = reason("url-credentials");

    /** A URL that two programs read differently. */
    static final Reason URL_AMBIGUOUS = reason("url-ambiguous");

    /** A URL that points into a private network or at the machine itself. */
    static final Reason URL_PRIVATE_ADDRESS = reason("url-private-address");

    /** A host with characters that no host name has. */
    static final Reason HOST_CHARACTERS = reason("host-characters");

    /** A host inside a private network, or the machine itself. */
    static final Reason HOST_PRIVATE_ADDRESS = reason("host-private-address");

    /** An identifier with characters that identifiers do not need and interpreters act on. */
    static final Reason IDENTIFIER_CHARACTERS = reason("identifier-characters");

    /** An identifier that a command would take for an option. */
    static final Reason IDENTIFIER_OPTION = reason("identifier-option");

    /** A shell word with characters that a shell acts on. */
    static final Reason SHELL_METACHARACTER = reason("shell-metacharacter");

    /** A shell word that a command would take for an option. */
    static final Reason SHELL_OPTION = reason("shell-option");

    /** A SQL literal that can end its own quotation. */
    static final Reason SQL_QUOTE = reason("sql-quote");

    /** A SQL literal that opens or closes a comment. */
    static final Reason SQL_COMMENT = reason("sql-comment");

    /** A SQL literal that holds a piece of a statement. */
    static final Reason SQL_STATEMENT = reason("sql-statement");

    /** A resource URI without a well-formed scheme. */
    static final Reason URI_SCHEME = reason("uri-scheme");

    /** A resource URI with characters that no URI has. */
    static final Reason URI_CHARACTERS = reason("uri-characters");

    /** A resource URI with a broken or disguising percent-encoding. */
    static final Reason URI_ENCODING = reason("uri-encoding");

    /** A resource URI that climbs. */
    static final Reason URI_TRAVERSAL = reason("uri-traversal");

    /** A resource URI that is too long. */
    static final Reason URI_LENGTH = reason("uri-length");

    private ArgumentReasons() {}

    private static Reason reason(String code) {
        return new Reason("validation", code);
    }
}
