package dev.sallyport.settings;

/** What a tool does with an argument, and so what may be hidden in it. */
public enum ArgumentClass {
    /** A path of the file system. */
    PATH,
    /** A word of a shell command. */
    SHELL,
    /** A part of an SQL statement. */
    SQL,
    /** A URL that the server fetches. */
    URL,
    /** Nothing in particular: no class is inferred. */
    TEXT
}
