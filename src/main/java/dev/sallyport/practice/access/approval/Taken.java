package dev.sallyport.practice.access.approval;

/** What is known of something held. */
public sealed interface Taken {
    /** Nobody was asked yet, or nobody has decided. */
    Taken OPEN = new Open();

    /** Nobody was asked yet, or nobody has decided. */
    record Open() implements Taken {}

    /** Somebody agreed: it may be done; where that was good once, it is used up now. */
    record Given(String name) implements Taken {}

    /** Somebody denied it. */
    record Denied(String name) implements Taken {}

    /** Nobody decided in time; from now on it is as if nobody had been asked. */
    record Expired(String name) implements Taken {}
}
