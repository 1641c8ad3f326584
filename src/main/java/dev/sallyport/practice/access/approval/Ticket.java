package dev.sallyport.practice.access.approval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One request and its state; guarded by {@link Approvals}. */
final class Ticket {
    private static final int CODES_MAX = 8;
    private static final int MISSES_MAX = 5;

    /** What has become of it. */
    enum State {
        OPEN,
        DENIED,
        EXPIRED
    }

    final String name;
    final String secret;
    final String formToken;
    final Ask ask;
    final long sinceMillis;
    private final Map<String, Choice> agreed = new LinkedHashMap<>();
    private final Map<String, String> codes = new LinkedHashMap<>();
    private State state;
    private long untilMillis;
    private int misses;

    /**
     * What became of a request so far.
     *
     * @param secret of its page
     * @param formToken what the form there brings back
     * @param sinceMillis when it was asked
     * @param state in which it is
     * @param untilMillis when it is over
     * @param agreed who has agreed, and to what
     */
    record Past(
            String secret,
            String formToken,
            long sinceMillis,
            State state,
            long untilMillis,
            Map<String, Choice> agreed) {
        /** Asked at {@code nowMillis}, and nothing else. */
        static Past asked(String secret, String formToken, Ask ask, long nowMillis) {
            long untilMillis = nowMillis + ask.times().answer().toMillis();
            return new Past(secret, formToken, nowMillis, State.OPEN, untilMillis, Map.of());
        }
    }

    Ticket(String name, Ask ask, Past past) {
        this.name = name;
        this.secret = past.secret();
        this.formToken = past.formToken();
        this.ask = ask;
        this.sinceMillis = past.sinceMillis();
        this.state = past.state();
        this.untilMillis = past.untilMillis();
        this.agreed.putAll(past.agreed());
    }

    boolean is(State other) {
        return state == other;
    }

    boolean isOver(long nowMillis) {
        return nowMillis >= untilMillis;
    }

    long untilMillis() {
        return untilMillis;
    }

    /** Is in {@code next} from now on, for as long as a denial stands. */
    void become(State next, long nowMillis) {
        state = next;
        untilMillis = nowMillis + ask.times().use().toMillis();
    }

    Pending shown(String url) {
        return new Pending(
                name,
                url,
                ask,
                Instant.ofEpochMilli(sinceMillis),
                Instant.ofEpochMilli(untilMillis),
                new ArrayList<>(agreed.keySet()));
    }

    /** Notes that {@code by} agrees; whether that suffices. */
    Decided agree(Choice choice, String by) {
        if (agreed.containsKey(by)) {
            return Decided.TWICE;
        }
        if (!agreed.isEmpty() && !agreed.containsValue(choice)) {
            return Decided.OTHER_SCOPE;
        }
        agreed.put(by, choice);
        codes.remove(by);
        return agreed.size() >= ask.people() ? Decided.GIVEN : Decided.MORE;
    }

    State state() {
        return state;
    }

    Map<String, Choice> choices() {
        return agreed;
    }

    /** The code of {@code by}, which is {@code fresh} where he had none; empty where no code opens anything any more. */
    String code(String by, String fresh) {
        if (misses >= MISSES_MAX || (codes.size() >= CODES_MAX && !codes.containsKey(by))) {
            return "";
        }
        return codes.computeIfAbsent(by, _ -> fresh);
    }

    /** Whose code {@code entered} is; a wrong one counts, and after five no code is right. */
    Optional<String> whose(String entered) {
        byte[] plain = plain(entered);
        Optional<String> owner = Optional.empty();
        for (Map.Entry<String, String> code : codes.entrySet()) {
            if (MessageDigest.isEqual(plain(code.getValue()), plain)) {
                owner = Optional.of(code.getKey());
            }
        }
        if (misses >= MISSES_MAX) {
            return Optional.empty();
        }
        misses += owner.isEmpty() ? 1 : 0;
        return owner;
    }

    private static byte[] plain(String code) {
        return code.replace("-", "").replace(" ", "").toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }
}
