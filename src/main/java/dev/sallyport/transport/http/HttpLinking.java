package dev.sallyport.transport.http;

import dev.sallyport.catalog.Definition;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.Correlation;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/** What a call teaches about, and needs of, the legacy session that it belongs to. */
interface HttpLinking {
    /** A call outside any legacy session. */
    HttpLinking NONE = new HttpLinking() {};

    /** The head of a reply. */
    default void head(HttpHeaders headers) {}

    /** The final response of the call. */
    default void response(Message.Response response) {}

    /** Nothing more is heard of the call. */
    default void over() {}

    /** True where the server gave the session an id of its own. */
    default boolean isBound() {
        return false;
    }

    /** What came back with the client's own ids, or empty for what answers nothing. */
    default Optional<Message.Spoken> inward(Optional<Correlation> correlation, Message.Spoken spoken) {
        return correlation.isPresent()
                ? correlation.get().inward(spoken)
                : Optional.of(spoken).filter(other -> !(other instanceof Message.Response));
    }

    /** The tool whose result {@code spoken} is, where it comes on a stream that was resumed. */
    default Definition resumed(Message.Spoken spoken) {
        return Definition.NONE;
    }

    /** The stream of a request broke off; true where its answer may come when the client resumes it. */
    default boolean resumable(Optional<Correlation> correlation) {
        return false;
    }

    /**
     * Tells the server something that is not answered: a request is taken back, or one of its own is answered; {@code then} runs
     * when it has heard, or where it is not told.
     */
    default void tell(Message.Spoken note, Runnable then) {
        then.run();
    }
}
