package dev.sallyport.practice;

/** Whether a practice that judges content or rights acts on its verdicts. */
public enum Mode {
    /** A denial denies. */
    ENFORCE,
    /** A denial is recorded and the message passes. */
    OBSERVE
}
