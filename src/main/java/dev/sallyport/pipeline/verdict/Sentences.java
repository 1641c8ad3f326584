package dev.sallyport.pipeline.verdict;

/** What is said of a refusal whose guard had nothing more exact to say: one sentence each, for a person or a model. */
public final class Sentences {
    private static final String OTHERWISE = "it is not allowed here";

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
            case "upstream.circuit-open" -> "the server fails at every request and is left alone for a while";
            case "upstream.children" -> "as many processes of this server run as may: try again later";
            case "upstream.busy" -> "as many requests as may are under way at this server";
            case "upstream.version-min" -> "the server speaks no revision that may be spoken with it";
            case "upstream.catalog" -> "the server's list of tools cannot be read, so no call can be judged";
            case "stream.overflow" -> "the client reads too slowly";
            case "access.held" -> "a person has to agree to this first";
            case "ratelimit.flood" -> "too many requests come from here";
            case "ratelimit.exceeded" -> "this is called too often";
            case "ratelimit.budget" -> "what may be used of this until then is used up";
            case "ratelimit.concurrency" -> "as many calls of this kind as may are under way";
            case "ratelimit.unavailable" -> "how much of this was used is not known now, so nothing is done";
            case "ratelimit.repeated" ->
                "the same call with the same arguments was made again and again: its answer will not change, so do something else";
            case "session.task-method" -> "this revision has no such request about tasks";
            case "session.unknown-task" -> "no task of this id is known here";
            case "session.unknown" -> "the session is not known here or has ended: begin with initialize";
            case "session.revoked" -> "the session, or what let the caller in, was ended meanwhile";
            case "validation.batch" -> "batches are not served: send one message at a time";
            case "validation.not-an-object" -> "the message must be a JSON object";
            case "validation.jsonrpc-version" -> "`jsonrpc` must be \"2.0\"";
            case "validation.method-form" -> "`method` must be a text of 1 to 128 visible characters";
            case "validation.id-form" -> "`id` must be a text of at most 256 characters or a whole number";
            case "validation.notification-form" ->
                "a message without `id` is a notification, and its method begins with `notifications/`: a request needs an `id`";
            case "validation.params-form" -> "`params` and its `_meta` must be objects";
            case "validation.request-or-response" ->
                "a message is a request, a notification or a response, and not two of them";
            case "validation.response-form" ->
                "a response has an object as `result`, or an `error` with code and message";
            case "validation.unknown-target" -> "no server that is shown here has this: take it from the lists";
            case "validation.id-in-use" -> "a request with this id is still waiting";
            case "validation.response-unasked" -> "nothing was asked under this id";
            case "validation.body-late" -> "the body of the request did not arrive in time";
            case "validation.body-size" -> "the body is larger than `limits.body`";
            case "validation.head-size" -> "the head of the request is larger than `limits.header`";
            case "validation.target-size" -> "the request line is longer than 8 KiB";
            case "validation.case-variant-key" ->
                "a member differs from one of the protocol only in the case of its name";
            case "validation.http-form" -> "the request is not well-formed HTTP";
            default -> ofPractice(reason);
        };
    }

    private static String ofPractice(Reason reason) {
        return switch (reason.practice()) {
            case "token" -> token(reason.code());
            case "scope" -> scope(reason.code());
            case "audit" -> audit(reason.code());
            default -> OTHERWISE;
        };
    }

    private static String audit(String code) {
        return switch (code) {
            case "unavailable" -> "the audit trail cannot be written, so nothing is done";
            case "blocked" -> "what came from here was suspicious, so nothing is taken for a while";
            case "slowed" -> "what came from here was suspicious, so one request a second is taken for a while";
            default -> OTHERWISE;
        };
    }

    private static String scope(String code) {
        return switch (code) {
            case "insufficient" ->
                "the token has not been granted what this takes: ask for the scopes in the challenge";
            case "token" -> "this takes a token with scopes: ask for those in the challenge";
            default -> OTHERWISE;
        };
    }

    private static String token(String code) {
        return switch (code) {
            case "missing", "invalid" -> "a token for this gateway is needed in `Authorization: Bearer`";
            case "malformed" -> "what was shown is no token that is read here";
            case "issuer" -> "the token is of an issuer that is not trusted here";
            case "type" -> "the token is no access token";
            case "algorithm" -> "the token is signed in a way that its issuer may not use here";
            case "key" -> "the issuer has no such key for signatures";
            case "signature" -> "the signature of the token is wrong";
            case "time" -> "the token is over, not valid yet, or valid for too long: get a new one";
            case "claims" -> "the token lacks a claim, or has one of another form";
            case "audience" -> "the token is for another recipient: ask for one with this URL as `resource`";
            case "inactive" -> "the issuer says that the token is not active: get a new one";
            case "signed-out" -> "whoever the token was issued for has signed out since: sign in again";
            case "logout" -> "this is no logout token: an event, an id, and a subject or a session, and no nonce";
            case "logout-replayed" -> "this logout token was sent before";
            case "logout-rate" -> "too many logout tokens from here were refused";
            case "binding" -> "the token is bound to a key that was not proved, or shown by the wrong scheme";
            case "proof" -> "the proof of possession is not valid for this request";
            case "nonce" -> "the proof of possession needs the nonce in `DPoP-Nonce`";
            case "secret-argument" -> "the arguments have a token or key in them: leave it out, and do not ask for it";
            case "secret-result" -> "the result has a token or key in it";
            case "unavailable" -> "the issuer of the token cannot be asked now";
            default -> OTHERWISE;
        };
    }
}
