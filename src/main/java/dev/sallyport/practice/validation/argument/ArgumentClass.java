package dev.sallyport.practice.validation.argument;

/** What a text argument will be used as, and so what can go wrong with it. */
public enum ArgumentClass {
    /** A file or folder; inferred or declared. */
    PATH("path"),
    /** A URL that something will open; inferred or declared. */
    URL("url"),
    /** A host that something will connect to; inferred or declared. */
    HOST("host"),
    /** An id, a name of a repository, a git revision; inferred or declared. */
    IDENTIFIER("identifier"),
    /** One word of a command line; declared only. */
    SHELL_WORD("shell-word"),
    /** A value inside a SQL statement; declared only. */
    SQL_LITERAL("sql-literal"),
    /** A whole statement, script or pattern: never judged here, a fact for policy; declared only. */
    CODE("code");

    private final String word;

    ArgumentClass(String word) {
        this.word = word;
    }

    /** The name used in settings. */
    public String word() {
        return word;
    }
}
