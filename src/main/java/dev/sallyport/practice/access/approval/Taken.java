package dev.sallyport.practice.access.approval;

/** What is known of something held. */
public sealed interface Taken {
    /** Nobody was asked yet, or nobody has decided. */
    Taken OPEN = new Open();
    /** Somebody agreed, once; that is used up by one who may wait for it. */
    Taken LATER = new Later();
    /** Somebody agreed, once, and that cannot be used up: it could be used again after a restart. */
    Taken LOST = new Lost();

    /** Nobody was asked yet, or nobody has decided. */
    record Open() implements Taken {}

    /** Somebody agreed, once; that is used up by one who may wait for it. */
    record Later() implements Taken {}

    /** Somebody agreed, once, and that cannot be used up: it could be used again after a restart. */
    record Lost() implements Taken {}

    /** Somebody agreed: it may be done; where that was good once, it is used up now. */
    record Given(String name) implements Taken {}

    /** Somebody denied it. */
    record Denied(String name) implements Taken {}

    /** Nobody decided in time; from now on it is as if nobody had been asked. */
    record Expired(String name) implements Taken {}
}
