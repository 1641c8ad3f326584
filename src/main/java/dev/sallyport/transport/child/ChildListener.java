package dev.sallyport.transport.child;

/** Who hears a child; nothing here may block for long, except by {@link Child#pauseReading()}. */
public interface ChildListener {
    /**
     * One line of standard output, never empty, without its line end and without NUL bytes; nothing else is judged.
     * Called on the child's reader thread, one line at a time; the array is the listener's own.
     */
    void line(byte[] json);

    /**
     * One line of standard error, free of control and formatting characters and cut at the limit; still untrusted text.
     * Called on the child's standard-error thread.
     */
    void stderr(String sanitisedLine);

    /** The end, told exactly once, after the last line; no process of the child that could be found is left. */
    void ended(ChildEnd end);
}
