package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.caller.Peer;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.practice.audit.signal.Observation.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds what is suspicious in a stream of observations. What it finds follows from the observations and the settings alone, and from no
 * clock. Bounded: of more callers, tools and credentials than its bounds it forgets those that were seen longest ago. Used by one thread.
 */
final class Detector {
    /** Callers that are known at once; as many addresses of strangers besides, which so crowd no caller out. */
    static final int CALLERS_MAX = 8_192;

    private static final int TOOLS_MAX = 8_192;
    private static final int HOLDERS_MAX = 8_192;
    private static final int TOOL_CALLS_MIN = 50;

    private final long seed;
    private final Map<Principal, Habits> principals = new Latest<>(CALLERS_MAX);
    private final Map<String, Habits> strangers = new Latest<>(CALLERS_MAX);
    private final Map<Observation.Tool, Sizes> tools = new Latest<>(TOOLS_MAX);
    private final Map<String, Places> holders = new Latest<>(HOLDERS_MAX);
    private SignalSettings settings;

    /** The largest request that a tool got, and how many. */
    private static final class Sizes {
        long count;
        long largest;
    }

    /** A map that forgets what was used longest ago. */
    private static final class Latest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int max;

        Latest(int max) {
            super(64, 0.75f, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }

    /** Finds what {@code settings} call suspicious; {@code seed} keeps others from finding names of one hash. */
    Detector(SignalSettings settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    /** From now on by other settings; what was seen stays. */
    void settings(SignalSettings others) {
        settings = others;
    }

    /** How many callers, strangers, tools and holders of credentials are known. */
    int size() {
        return principals.size() + strangers.size() + tools.size() + holders.size();
    }

    /** What {@code seen} raises: each signal of each caller once for as long as it stands. */
    List<Finding> see(Observation seen) {
        boolean somebody = seen.isOfSomebody();
        Habits habits = somebody
                ? principals.computeIfAbsent(seen.principal(), _ -> new Habits(seen.atMillis()))
                : strangers.computeIfAbsent(Peer.of(seen.peer()).network(), _ -> new Habits(seen.atMillis()));
        Raised raised = new Raised(seen, habits, settings.stands().toMillis());
        refusals(raised);
        places(raised);
        if (seen.is(Mark.CALL)) {
            if (seen.is(Mark.LISTED) || seen.is(Mark.UNKNOWN)) {
                scans(raised);
            }
            if (somebody) {
                habitsBroken(raised);
            }
        }
        if (seen.is(Mark.LISTED) && !seen.is(Mark.UNKNOWN)) {
            if (somebody) {
                newTool(raised);
            }
            sizes(raised);
        }
        if (seen.is(Mark.CALL) || seen.is(Mark.TASK)) {
            outflow(raised);
        }
        return raised.findings;
    }

    /** What one observation raises. */
    private static final class Raised {
        final Observation seen;
        final Habits habits;
        private final long standsMillis;
        private List<Finding> findings = List.of();

        Raised(Observation seen, Habits habits, long standsMillis) {
            this.seen = seen;
            this.habits = habits;
            this.standsMillis = standsMillis;
        }

        long now() {
            return seen.atMillis();
        }

        void raise(Signal signal, Then then, Supplier<String> explained) {
            raise(signal, then, 0, explained);
        }

        /** The same, and raised anew where it stands for less than {@code left} more. */
        void raise(Signal signal, Then then, long leftMillis, Supplier<String> explained) {
            long until = now() + standsMillis;
            if (then != Then.IGNORE && habits.raise(signal, now() + Math.min(leftMillis, standsMillis / 2), until)) {
                findings = findings.isEmpty() ? new ArrayList<>(1) : findings;
                findings.add(new Finding(signal, then, explained.get(), seen, until));
            }
        }
    }

    private void refusals(Raised raised) {
        Habits habits = raised.habits;
        if (raised.seen.is(Mark.REFUSED)) {
            SignalSettings.DenialBurst rule = settings.denialBurst();
            long count = habits.refused.add(1, raised.now(), rule.within().toMillis());
            if (count >= rule.count()) {
                raised.raise(
                        Signal.DENIAL_BURST, rule.then(), () -> many(count, "refusals", rule.within(), rule.count()));
            }
        }
        if (raised.seen.is(Mark.REPLAYED)) {
            SignalSettings.Replay rule = settings.replay();
            long count = habits.replayed.add(1, raised.now(), rule.within().toMillis());
            if (count >= rule.count()) {
                raised.raise(
                        Signal.REPLAY,
                        rule.then(),
                        () -> many(count, "refused proofs or states", rule.within(), rule.count()));
            }
        }
        if (raised.seen.is(Mark.SECRET)) {
            SignalSettings.SecretArgument rule = settings.secretArgument();
            long count = habits.secrets.add(1, raised.now(), rule.within().toMillis());
            if (count >= rule.count()) {
                raised.raise(
                        Signal.SECRET_ARGUMENT,
                        rule.then(),
                        () -> many(
                                count, "requests with a token or key in their arguments", rule.within(), rule.count()));
            }
        }
    }

    /** Where a credential and a session are used. */
    private void places(Raised raised) {
        Observation seen = raised.seen;
        SignalSettings.SessionMove rule = settings.sessionMove();
        if (seen.is(Mark.FOREIGN)) {
            raised.raise(Signal.SESSION_MOVE, rule.then(), () -> "showed the id of a session that is somebody else's");
        }
        // whoever has somebody else's token can begin a session of his own with it
        moves(raised, seen.credential(), "one credential", rule);
        moves(raised, seen.session(), "one session", rule);
    }

    private void moves(Raised raised, String holder, String what, SignalSettings.SessionMove rule) {
        if (holder.isEmpty()) {
            return;
        }
        Observation seen = raised.seen;
        long moves = holders.computeIfAbsent(holder, _ -> new Places())
                .see(seen.peer(), raised.now(), rule, network -> {
                    long learning = settings.learning().toMillis();
                    return raised.habits.isNewNetwork(network, raised.now(), learning);
                });
        if (moves >= rule.moves()) {
            raised.raise(
                    Signal.SESSION_MOVE,
                    rule.then(),
                    () -> what + " went "
                            + many(
                                    moves,
                                    "times to or from a network that is new for it",
                                    rule.within(),
                                    rule.moves()));
        }
    }

    private void scans(Raised raised) {
        SignalSettings.ToolScan rule = settings.toolScan();
        boolean unknown = raised.seen.is(Mark.UNKNOWN);
        Recent names = unknown ? raised.habits.unknown : raised.habits.scanned;
        int most = unknown ? rule.unknown() : rule.tools();
        int count =
                names.see(hash(raised.seen.tool()), raised.now(), rule.within().toMillis());
        if (count >= most) {
            raised.raise(
                    Signal.TOOL_SCAN,
                    rule.then(),
                    () -> many(count, unknown ? "names that no server has" : "different tools", rule.within(), most));
        }
    }

    /** What is unusual for this caller. */
    private void habitsBroken(Raised raised) {
        Habits habits = raised.habits;
        boolean known = isKnown(raised);
        SignalSettings.UnusualHour hour = settings.unusualHour();
        if (habits.isUnusualHour(raised.now(), hour.days()) && known) {
            raised.raise(
                    Signal.UNUSUAL_HOUR,
                    hour.then(),
                    () -> "a call at an hour, or next to one, at which it did not call on " + hour.days()
                            + " days or more");
        }
        SignalSettings.UnusualVolume volume = settings.unusualVolume();
        long calls = habits.calls.add(1, raised.now(), volume.within().toMillis());
        long most = habits.callsMost(calls, raised.now(), volume.within().toMillis());
        if (known && calls >= volume.count() && calls >= volume.times() * most) {
            raised.raise(
                    Signal.UNUSUAL_VOLUME,
                    volume.then(),
                    () -> calls + " calls within " + text(volume.within()) + ", where " + most
                            + " were the most before; the threshold is " + volume.times() + " times that and "
                            + volume.count());
        }
    }

    private boolean isKnown(Raised raised) {
        return raised.now() - raised.habits.sinceMillis >= settings.learning().toMillis();
    }

    private void newTool(Raised raised) {
        Habits habits = raised.habits;
        boolean known = isKnown(raised);
        SignalSettings.NewTool tool = settings.newTool();
        long key = hash(raised.seen.tool());
        boolean fresh = !habits.used.has(key);
        if (fresh && known && !habits.used.isFull() && habits.callCount >= tool.calls()) {
            raised.raise(
                    Signal.NEW_TOOL,
                    tool.then(),
                    () -> "a tool that it did not use in " + habits.callCount + " calls; the threshold is "
                            + tool.calls());
        }
        habits.callCount++;
        if (!fresh || !habits.used.isFull()) {
            habits.used.see(key, raised.now(), 0);
        }
    }

    private void sizes(Raised raised) {
        Observation seen = raised.seen;
        SignalSettings.ArgumentSize rule = settings.argumentSize();
        Sizes sizes = tools.computeIfAbsent(seen.tool(), _ -> new Sizes());
        if (sizes.count >= TOOL_CALLS_MIN
                && seen.bytesIn() >= rule.size().bytes()
                && seen.bytesIn() >= rule.times() * sizes.largest) {
            raised.raise(
                    Signal.ARGUMENT_SIZE,
                    rule.then(),
                    () -> "a request of " + seen.bytesIn() + " bytes, where " + sizes.largest + " were the most in "
                            + sizes.count + " calls of this tool; the threshold is " + rule.times() + " times that and "
                            + rule.size().bytes());
        }
        if (seen.is(Mark.ANSWERED)) {
            sizes.count++;
            sizes.largest = Math.max(sizes.largest, seen.bytesIn());
        }
    }

    /** What was read, and what was sent after it. */
    private void outflow(Raised raised) {
        Observation seen = raised.seen;
        Habits habits = raised.habits;
        SignalSettings.Exfiltration rule = settings.exfiltration();
        long withinMillis = rule.within().toMillis();
        boolean sending = seen.is(Mark.SENDING);
        long read = habits.read.add(sending ? 0 : seen.bytesOut(), raised.now(), withinMillis);
        boolean much = read >= rule.read().bytes();
        // what was sent before is no part of it
        long sent = habits.sent.add(sending && much ? seen.bytesIn() : 0, raised.now(), withinMillis);
        if (much) {
            Then mark = rule.then() == Then.IGNORE ? Then.IGNORE : Then.MARK;
            // it stands for as long as what was read counts, so that nothing can be sent out in between
            raised.raise(
                    Signal.MUCH_READ,
                    mark,
                    withinMillis,
                    () -> read + " bytes read within " + text(rule.within()) + "; the threshold is "
                            + rule.read().bytes());
        }
        if (sending && much && sent >= rule.sent().bytes()) {
            raised.raise(
                    Signal.EXFILTRATION,
                    rule.then(),
                    () -> sent + " bytes sent out after " + read + " bytes were read within " + text(rule.within())
                            + "; the thresholds are " + rule.sent().bytes() + " and "
                            + rule.read().bytes());
        }
    }

    private static String many(long count, String what, Duration within, int threshold) {
        return count + " " + what + " within " + text(within) + "; the threshold is " + threshold;
    }

    private static String text(Duration time) {
        long seconds = time.toSeconds();
        return seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** Source: the hash FNV-1a, begun at our seed. */
    private long hash(Observation.Tool tool) {
        return hash(tool.name(), hash(tool.server(), seed ^ 0xcbf29ce484222325L) + 1);
    }

    private static long hash(String text, long from) {
        long hash = from;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
