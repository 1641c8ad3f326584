package dev.sallyport.practice.session;

import dev.sallyport.crypto.Sealer;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.ForwardClock;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.JsonDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The states that servers give with a question, sealed on their way through the client: good for the caller, the server and the request
 * that they were given for, and for ten minutes, in which no clock that is set back counts. Which of them were used is remembered for as
 * long, where they are good once. Safe for use by several threads. Source: MCP 2026-07-28, Multi Round-Trip Requests, Server Requirements.
 */
final class RequestStates {
    /** How long a state is good. */
    static final Duration LIFE = Duration.ofMinutes(10);
    /** How far the clock of another process of this home may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(1);
    /** The longest state of a server. */
    static final int STATE_CHARS_MAX = 64 * 1024;
    /** Used states that are remembered of one principal; one who uses more waits until one is forgotten. */
    static final int USED_OF_ONE_MAX = 50_000;

    private static final int USED_MAX = 100_000;
    private static final int FORGOTTEN_MAX = 1_000;
    /** A character takes three bytes at the most, and three bytes four characters. */
    private static final int SEALED_CHARS_MAX = 4 * STATE_CHARS_MAX + 256;

    private static final Set<String> NOT_ASKED = Set.of(InputRequired.STATE, InputRequired.RESPONSES, Meta.MEMBER);

    private static final Verdict FULL = new Verdict.Deny(Reasons.OVERLOAD);

    private final Sealer sealer;
    private final ForwardClock clock;
    private final Map<String, Used> used = new LinkedHashMap<>();
    private final Map<Principal, Integer> counts = new HashMap<>();
    private final ArrayDeque<Forgotten> forgotten = new ArrayDeque<>();
    private long allForgottenMillis = Long.MIN_VALUE;

    /** Of those that {@code whose} picks, what was given at {@code atMillis} or before is not known any more. */
    private record Forgotten(Predicate<Principal> whose, long atMillis) {}

    private record Used(Principal by, long untilMillis) {}

    RequestStates(Sealer sealer, Clock clock) {
        this.sealer = sealer;
        this.clock = new ForwardClock(clock);
    }

    /** {@code state} as the client of {@code exchange} may carry it. */
    String seal(Exchange exchange, String state) {
        byte[] text = state.getBytes(StandardCharsets.UTF_8);
        byte[] plain = ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(clock.millis() + LIFE.toMillis())
                .put(text)
                .array();
        return sealer.seal(plain, context(exchange));
    }

    /** The server's own state where {@code sealed} was given to this caller for what {@code exchange} asks, and not too long ago. */
    Optional<String> open(Exchange exchange, String sealed) {
        if (sealed.length() > SEALED_CHARS_MAX || isUsed(sealed)) {
            return Optional.empty();
        }
        return sealer.open(sealed, context(exchange))
                .filter(plain ->
                        isKnown(exchange.principal(), ByteBuffer.wrap(plain).getLong()))
                .map(plain -> new String(plain, Long.BYTES, plain.length - Long.BYTES, StandardCharsets.UTF_8));
    }

    /** True where a state that is good until {@code untilMillis} is so still, and was given since all of {@code whose} was forgotten. */
    private synchronized boolean isKnown(Principal whose, long untilMillis) {
        long given = untilMillis - LIFE.toMillis();
        long now = clock.millis();
        return now < untilMillis
                && given <= now + AHEAD.toMillis()
                && given > allForgottenMillis
                && forgotten.stream()
                        .noneMatch(
                                each -> given <= each.atMillis() && each.whose().test(whose));
    }

    /** Knows no state any more that was given to those that {@code whose} picks; of too many, none that was given to anybody. */
    synchronized void forget(Predicate<Principal> whose) {
        long now = clock.millis();
        while (!forgotten.isEmpty() && forgotten.getFirst().atMillis() + LIFE.toMillis() <= now) {
            forgotten.removeFirst();
        }
        if (forgotten.size() < FORGOTTEN_MAX) {
            forgotten.add(new Forgotten(whose, now));
        } else {
            forgotten.clear();
            allForgottenMillis = now;
        }
    }

    /** Who asks which server for what: the client's own words count, in the words of the one server that they are for. */
    private static byte[] context(Exchange exchange) {
        Caller caller = exchange.caller();
        Message.Request resolved = exchange.resolved();
        JsonNode asked = resolved != null
                ? resolved.params()
                : exchange.message() instanceof Message.Request request ? request.params() : MissingNode.getInstance();
        return Sealer.context(
                caller.principal().id(),
                caller.client(),
                exchange.server(),
                exchange.method(),
                JsonDigest.without(asked, NOT_ASKED));
    }

    /** True where a state that is used for {@code exchange} is good once: to do the same twice may do harm. */
    static boolean isOnce(Exchange exchange, String state, boolean always) {
        if (state.startsWith(InputRequired.ONCE)) {
            return false;
        }
        JsonNode says = exchange.definition().member("annotations");
        boolean harmless = !exchange.method().equals(McpMethod.TOOLS_CALL)
                || says.path("idempotentHint").asBoolean(false)
                || says.path("readOnlyHint").asBoolean(false);
        return always || !harmless;
    }

    private synchronized boolean isUsed(String sealed) {
        return used.containsKey(Sealer.nameOf(sealed));
    }

    /** Uses up {@code sealed}; refused where it was used before, or where too many are remembered of {@code by}, or of all. */
    synchronized Verdict use(Principal by, String sealed) {
        forgetOld();
        String name = Sealer.nameOf(sealed);
        if (used.containsKey(name)) {
            return StateBinding.UNKNOWN;
        }
        if (used.size() >= USED_MAX || counts.getOrDefault(by, 0) >= USED_OF_ONE_MAX) {
            return FULL;
        }
        used.put(name, new Used(by, clock.millis() + LIFE.plus(AHEAD).toMillis()));
        counts.merge(by, 1, Integer::sum);
        return Verdict.PASS;
    }

    /** All are remembered for the same time, so the first is the oldest. */
    private void forgetOld() {
        var all = used.values().iterator();
        while (all.hasNext()) {
            Used oldest = all.next();
            if (oldest.untilMillis() > clock.millis()) {
                return;
            }
            all.remove();
            counts.computeIfPresent(oldest.by(), (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
