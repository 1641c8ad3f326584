package dev.sallyport.pipeline.event;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.Message;

/** What a server did in one exchange. */
public sealed interface UpstreamEvent {
    /**
     * It said something; the exchange's final response is a {@link Message.Response} of its own request.
     *
     * @param message the message, with the client's own ids
     * @param eventId the id of the stream event, or empty
     * @param status the HTTP status of a final response: 200, or 400 or 404 with a protocol error
     * @param sizeBytes the size of the message on the wire
     * @param resumed the tool whose result this is, where it comes on a stream that was resumed
     */
    record Spoke(Message.Spoken message, String eventId, int status, int sizeBytes, Definition resumed)
            implements UpstreamEvent {
        /** A message of the exchange itself. */
        public Spoke(Message.Spoken message, String eventId, int status, int sizeBytes) {
            this(message, eventId, status, sizeBytes, Definition.NONE);
        }
    }

    /** It opened a stream on which nothing was said yet. */
    record Opened() implements UpstreamEvent {}

    /** It gave an event id to resume after, and said how long to wait. Source: MCP 2025-11-25, Transports. */
    record Primed(String eventId, String retry) implements UpstreamEvent {}

    /** It took a notification or a response. */
    record Accepted() implements UpstreamEvent {}

    /** It ended the stream without a final response. */
    record Ended() implements UpstreamEvent {}

    /** It could not be reached, or did not speak as it must. */
    record Failed(Reason reason, Hint hint) implements UpstreamEvent {}
}
