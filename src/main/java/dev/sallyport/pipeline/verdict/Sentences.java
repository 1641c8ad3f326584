package dev.sallyport.pipeline.verdict;

/** What is said of a refusal whose guard had nothing more exact to say: one sentence each, for a person or a model. */
public final class Sentences {
    private Sentences() {}

    /** The sentence for {@code reason}; a general one where the code itself says it all. */
    public static String of(Reason reason) {
        return switch (reason.toString()) {
            case "gateway.internal" -> "a fault of the gateway itself stopped this";
            case "gateway.overload" -> "the gateway is busy: try again in a moment";
            case "gateway.memory" -> "too many large messages are in flight: try again in a moment";
            case "gateway.stopping" -> "the gateway is stopping: try again when it runs again";
            case "gateway.not-found" ->
                "nothing is served at this path: servers are at /mcp/<name>, profiles at /mcp/p/<name>";
            case "upstream.timeout" -> "the server did not answer in time";
            case "upstream.unreachable" -> "the server cannot be reached or started";
            case "upstream.connection-lost" -> "the server went away before it answered";
            case "upstream.protocol" -> "the server answered with what is no answer";
            case "upstream.status" -> "the server answered with an HTTP error";
            case "upstream.session-lost" -> "the server has ended the session: begin again with initialize";
            case "upstream.no-stream" -> "the server offers no stream of its own";
            case "upstream.restarting" -> "the server has failed repeatedly and is not started again yet";
            case "upstream.children" -> "as many processes of this server run as may: try again later";
            case "upstream.busy" -> "as many requests as may are under way at this server";
            case "upstream.version-min" -> "the server speaks no revision that may be spoken with it";
            case "upstream.catalog" -> "the server's list of tools cannot be read, so no call can be judged";
            case "stream.overflow" -> "the client reads too slowly";
            case "audit.unavailable" -> "the audit trail cannot be written, so nothing is done";
            case "session.unknown-task" -> "no task of this id is known here";
            case "session.unknown" -> "the session is not known here or has ended: begin with initialize";
            case "session.revoked" -> "the session, or what let the caller in, was ended meanwhile";
            case "token.missing", "token.invalid" -> "the token of this gateway is needed in `Authorization: Bearer`";
            case "validation.batch" -> "batches are not served: send one message at a time";
            case "validation.not-an-object" -> "the message must be a JSON object";
            case "validation.jsonrpc-version" -> "`jsonrpc` must be \"2.0\"";
            case "validation.method-form" -> "`method` must be a text of 1 to 128 visible characters";
            case "validation.id-form" -> "`id` must be a text of at most 256 characters or a whole number";
            case "validation.params-form" -> "`params` and its `_meta` must be objects";
            case "validation.request-or-response" ->
                "a message is a request, a notification or a response, and not two of them";
            case "validation.response-form" ->
                "a response has an object as `result`, or an `error` with code and message";
            case "validation.unknown-target" -> "no server that is shown here has this: take it from the lists";
            case "validation.id-in-use" -> "a request with this id is still waiting";
            case "validation.response-unasked" -> "nothing was asked under this id";
            case "validation.body-size" -> "the body is larger than `limits.body`";
            case "validation.head-size" -> "the head of the request is larger than `limits.header`";
            case "validation.target-size" -> "the request line is longer than 8 KiB";
            case "validation.case-variant-key" ->
                "a member differs from one of the protocol only in the case of its name";
            case "validation.http-form" -> "the request is not well-formed HTTP";
            default -> "it is not allowed here";
        };
    }
}
