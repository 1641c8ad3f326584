package dev.sallyport.settings;

/** Who shares one process of a local server. */
public enum Isolation {
    /** Nobody: each session has its own. */
    SESSION,
    /** The sessions of one principal. */
    PRINCIPAL,
    /** Everybody. */
    SHARED
}
