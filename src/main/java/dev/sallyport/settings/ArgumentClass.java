package dev.sallyport.settings;

/** What a tool does with an argument, and so what may be hidden in it. */
public enum ArgumentClass {
    /** A file or folder. */
    PATH,
    /** A URL that something opens. */
    URL,
    /** A host that something connects to. */
    HOST,
    /** An id, a name of a repository, a git revision. */
    IDENTIFIER,
    /** One word of a command line. */
    SHELL_WORD,
    /** A value inside an SQL statement. */
    SQL_LITERAL,
    /** A whole statement, script or pattern, which is not judged. */
    CODE
}
