package dev.sallyport.practice.scope;

/** How a token stands to what its bearer wants. */
enum Standing {
    /** No rule is about it. */
    UNNAMED,
    /** All rules about it are met. */
    GRANTED,
    /** A rule about it is not met. */
    MISSING;

    /** Both together: one rule that is not met suffices, and so does one that names it. */
    Standing and(Standing other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
