package dev.sallyport.practice.access.approval;

/** What came of a choice. */
public enum Decided {
    /** It may be done. */
    GIVEN,
    /** Somebody else has to agree too. */
    MORE,
    /** It may not be done. */
    DENIED,
    /** There is no such request, or it is decided, or over. */
    UNKNOWN,
    /** The same person has agreed already. */
    TWICE,
    /** Who agreed before chose another scope. */
    OTHER_SCOPE,
    /** The scope is a session, and there is none. */
    NO_SESSION,
    /** The code is not one that was given to anybody for this. */
    WRONG_CODE
}
