package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;

/** What each rule on arguments and resource URIs demands, in the words of a refusal. */
final class RuleSentences {
    private RuleSentences() {}

    static String of(Reason reason) {
        return switch (reason.code()) {
            case "path-traversal" -> "must not contain `..` segments, in any spelling";
            case "path-control" -> "must not contain control characters";
            case "url-scheme" -> "must be a web URL, such as https://";
            case "url-credentials" -> "must not contain a user name or password";
            case "url-ambiguous" -> "must be written plainly, so that every program reads the same host";
            case "url-private-address" -> "must not point into a private network or at this machine";
            case "host-characters" -> "must be a host name or an IP address";
            case "host-private-address" -> "must not be inside a private network or this machine";
            case "identifier-characters" -> "must be an identifier without blanks, quotes or shell characters";
            case "identifier-option" -> "must not look like a command line option";
            case "shell-metacharacter" -> "must be one word without characters that a shell acts on";
            case "shell-option" -> "must not start with a dash";
            case "sql-quote" -> "must not contain quotes";
            case "sql-comment" -> "must not contain SQL comment marks";
            case "sql-statement" -> "must not contain a piece of a SQL statement";
            case "uri-scheme" -> "must start with a scheme, and a file must be local";
            case "uri-characters" -> "must not contain blanks, backslashes, quotes or control characters";
            case "uri-encoding" -> "must be percent-encoded plainly";
            case "uri-traversal" -> "must not contain `..` segments, in any spelling";
            case "uri-length" -> "must be shorter";
            default -> throw new IllegalArgumentException("no sentence for " + reason);
        };
    }
}
