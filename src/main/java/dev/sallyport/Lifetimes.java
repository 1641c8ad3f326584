package dev.sallyport;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.selection.Selection;
import dev.sallyport.practice.session.Belongings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What ends before it has come to its own end: by time, by an operator, by an issuer. */
final class Lifetimes {
    /** How often is looked. */
    static final Duration LOOK = Duration.ofSeconds(1);

    /** Every so many looks what was not used for long ends. */
    private static final long LOOKS_BETWEEN_REAPING = 5;
    /** Every so many looks the credentials of all open streams are judged anew. */
    private static final long LOOKS_BETWEEN = 30;
    /** For so many looks after a logout, those of young streams: they may have been on their way to a server. */
    private static final int LOOKS_AFTER_LOGOUT = 30;

    private static final long YOUNG_NANOS =
            LOOK.multipliedBy(2 * LOOKS_AFTER_LOGOUT).toNanos();

    private final Underway underway = new Underway();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicInteger looksAfterLogout = new AtomicInteger();
    private final Recorder recorder;
    private final Clock clock;

    Lifetimes(Recorder recorder, Clock clock) {
        this.recorder = recorder;
        this.clock = clock;
    }

    /** The exchanges that were sent and have no outcome yet. */
    Underway underway() {
        return underway;
    }

    /** Looks after everything, once. */
    void look(Belongings belongings, Routes routes, ApprovalDesk desk) {
        underway.expire(clock.instant());
        long look = looks.incrementAndGet();
        if (look % LOOKS_BETWEEN_REAPING == 0) {
            belongings.sessions().expire();
            routes.reap();
            desk.expire();
        }
        boolean after = looksAfterLogout.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (look % LOOKS_BETWEEN == 0) {
            underway.rejudge(stream -> isIssued(stream.authentication()));
        } else if (after) {
            underway.rejudge(stream -> isIssued(stream.authentication()) && stream.tookNanos() < YOUNG_NANOS);
        }
    }

    /** True for a credential that its issuer may have taken back meanwhile. */
    private static boolean isIssued(Authentication how) {
        return how.method() == Authentication.Method.SIGNED_TOKEN
                || how.method() == Authentication.Method.INTROSPECTION;
    }

    /** From now on streams that were on their way are judged more often: somebody has signed out. */
    void afterLogout() {
        looksAfterLogout.set(LOOKS_AFTER_LOGOUT);
    }

    /** What still runs in a session that was ended is ended too; one whose client ended it is let go on. */
    void sessionEnded(Session session, Session.End why) {
        recorder.ended(session, why);
        if (why != Session.End.CLIENT) {
            var _ = underway.revoke(exchange -> session.equals(exchange.session()));
        }
    }

    /** Ends the exchanges of callers that {@code whose} picks; how many. */
    int end(Selection whose) {
        return underway.revoke(exchange -> isOfCaller(exchange) && whose.covers(exchange));
    }

    /** What was sent for callers and has no outcome yet. */
    List<Exchange> ofCallers() {
        return underway.list().stream().filter(Lifetimes::isOfCaller).toList();
    }

    /** False for what the operator asks, and the gateway itself. */
    private static boolean isOfCaller(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier != Carrier.CONTROL && carrier != Carrier.OWN;
    }
}
