package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Repeats;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.nio.ByteBuffer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Slows a caller that makes the same call again and again, as an agent does that has lost its way. */
final class RepeatGuard implements Guard {
    /** Larger calls are compared with none: nothing repeats them, and a loop has no time to digest them. */
    private static final long BYTES_MAX = 64 * 1024;

    private final RepeatSettings settings;
    private final Repeats repeats;
    private final Refusing refusing;

    /** Slows what {@code repeats} knows to be more often than {@code settings} say. */
    RepeatGuard(RepeatSettings settings, Repeats repeats, Refusing refusing) {
        this.settings = settings;
        this.repeats = repeats;
        this.refusing = refusing;
    }

    @Override
    public Phase phase() {
        return Phase.RESOLVE;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.of(McpMethod.TOOLS_CALL);
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request)
                || Refusing.isOwn(exchange)
                || exchange.messageBytes() > BYTES_MAX) {
            return Verdict.PASS;
        }
        Optional<Charge> tool = Charge.of(exchange, request);
        if (tool.isEmpty()) {
            return Verdict.PASS;
        }
        Repeats.Call call = new Repeats.Call(
                By.principal(exchange),
                exchange.authentication().client(),
                tool.get(),
                beginning(exchange.argumentsDigest()));
        int max = isSafe(exchange) ? settings.safeCalls() : settings.calls();
        long wait = repeats.take(call, max, settings.within());
        return wait == Counter.TAKEN
                ? Verdict.PASS
                : refusing.refuse(
                        exchange, RatelimitReasons.REPEATED, "repeats", settings.mode() == Mode.OBSERVE, wait);
    }

    /** Enough of a digest to tell calls apart. The entry of the call needs that digest too. */
    private static long beginning(byte[] digest) {
        return ByteBuffer.wrap(digest).getLong();
    }

    /** True for a tool that says of itself that a second call does no harm, such as one that is asked until something is done. */
    private static boolean isSafe(Exchange exchange) {
        JsonNode says = exchange.definition().member("annotations");
        return says.path("readOnlyHint").asBoolean(false)
                || says.path("idempotentHint").asBoolean(false);
    }
}
