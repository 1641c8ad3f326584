package dev.sallyport.pipeline;

/** Writes down what happened. Called on the loop of the exchange; never blocks. */
public interface Recorder {
    /** True while entries can be written; where it is false, nothing is sent to a server. */
    boolean isAble();

    /** Notes that a stream was opened; its outcome may be hours away. */
    void opened(Exchange exchange);

    /** Notes how the exchange ended, exactly once for each. */
    void ended(Exchange exchange);

    /** Notes that a legacy session ended, exactly once for each; on any thread. */
    void ended(Session session, Session.End why);
}
