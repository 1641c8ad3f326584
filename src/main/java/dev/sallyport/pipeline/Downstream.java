package dev.sallyport.pipeline;

import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.protocol.Message;

/** The client's side of one exchange. Called on the loop of the exchange only. */
public interface Downstream {
    /** The envelope has passed: the body may be read, and is handed to the flow. */
    void admitted();

    /** Hands over one message that is not the last. */
    void speak(Message.Spoken message, String eventId);

    /** Hands over the final response, with the HTTP status where nothing was sent before it. */
    void answer(Message.Response response, String eventId, int status);

    /** Opens the stream before anything is said on it. */
    void open();

    /** Hands on an event id to resume after. */
    void prime(String eventId, String retry);

    /** A notification, a response or the end of a session was taken. */
    void accept();

    /** Says no: a status and an error before anything was sent, an answer in the stream after it. */
    void refuse(Refusal refusal);

    /** Ends the stream without a final response. */
    void end();

    /** False while the client does not read what was written. */
    boolean isWritable();
}
