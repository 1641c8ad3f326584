package dev.sallyport.pipeline.event;

import dev.sallyport.protocol.Message;

/** When a message went to its server, and what came of it there; times are in nanoseconds since the exchange began. */
public final class Roundtrip {
    private static final String TOOL_ERROR = "tool_error";

    private long sentNanos;
    private long repliedNanos;
    private String failure = "";

    /** It is sent now. */
    public void sent(long nanos) {
        sentNanos = nanos;
    }

    /** Its server answers now. */
    public void replied(long nanos, Message.Response answer) {
        repliedNanos = nanos;
        failure = answer.isError()
                ? answer.body().path("error").path("code").asString("")
                : answer.result().path("isError").asBoolean(false) ? TOOL_ERROR : "";
    }

    /** When it was sent; zero where it was not. */
    public long sentNanos() {
        return sentNanos;
    }

    /** True once it was sent to its server. */
    public boolean isSent() {
        return sentNanos > 0;
    }

    /** True once its server has answered. */
    public boolean isReplied() {
        return repliedNanos > 0;
    }

    /** When its server answered; zero where it did not. */
    public long repliedNanos() {
        return repliedNanos;
    }

    /** What the answer says went wrong: the code of an error, {@code tool_error}, or empty. Source: OpenTelemetry, conventions for MCP. */
    public String failure() {
        return failure;
    }
}
