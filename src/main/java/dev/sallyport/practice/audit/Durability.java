package dev.sallyport.practice.audit;

/** What an entry survives before what it is about goes on. */
public enum Durability {
    /** The end of the process: the entry is with the operating system. */
    PROCESS,
    /** A loss of power: the entry is on the disk, and a call is there before it is sent. */
    STRICT
}
