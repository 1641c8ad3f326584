package dev.sallyport.architecture.planted.protocol;

/** What no guard may know. */
public enum Era {
    LEGACY
}
