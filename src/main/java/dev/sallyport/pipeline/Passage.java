package dev.sallyport.pipeline;

import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One message, or the envelope, before its guards: a flat loop that can pause where a guard wants another lane, and goes on
 * where it stopped. One at a time in each exchange.
 */
final class Passage {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final Verdict.Deny INTERNAL = new Verdict.Deny(Reasons.INTERNAL);
    private static final Verdict.Deny OVERLOAD = new Verdict.Deny(Reasons.OVERLOAD);

    /** Which way it goes. */
    enum Way {
        /** The envelope, before the body. */
        DOOR,
        /** Towards the server. */
        INBOUND,
        /** Towards the client. */
        OUTBOUND
    }

    /** What stands at the end of the passage. */
    interface End {
        /** Every guard has passed. */
        void passed(Message message);

        /** A guard refused. */
        void denied(Message message, Verdict.Deny denial);

        /** A person has to agree, and no guard refused. */
        void held(Message message, Verdict.Hold hold);

        /** The passage is on another lane, or back from it: nothing else of the exchange runs in between. */
        void suspended(boolean away);

        /** What stands behind the guards failed. */
        void broken(Throwable bug);
    }

    private final Exchange exchange;
    private final Lanes lanes;
    private final End end;
    private final Way way;
    private final Guard[] guards;
    private Message message;
    private int index;
    private Verdict.@Nullable Hold held;

    Passage(Exchange exchange, Lanes lanes, Way way, Guard[] guards, Message message, End end) {
        this.exchange = exchange;
        this.lanes = lanes;
        this.way = way;
        this.guards = guards;
        this.message = message;
        this.end = end;
    }

    /** Asks the guards that were not asked yet. */
    void walk() {
        while (index < guards.length && !isHeldHere()) {
            if (!settle(ask(guards[index]))) {
                return;
            }
        }
        if (held == null) {
            end.passed(message);
        } else {
            end.held(message, held);
        }
    }

    /** What is held goes no further than to the last guard that may deny: nothing is bound to a server for it. */
    private boolean isHeldHere() {
        return held != null && guards[index].phase().compareTo(Phase.DECIDE) > 0;
    }

    private boolean settle(Verdict verdict) {
        switch (verdict) {
            case Verdict.Pass _ -> index++;
            case Verdict.Replace replace -> {
                if (way != Way.OUTBOUND && guards[index].phase() != Phase.REWRITE) {
                    LOG.log(Level.ERROR, "{0} replaced a message after phase REWRITE", name());
                    end.denied(message, INTERNAL);
                    return false;
                }
                exchange.note("replace", replace.reason());
                message = replace.message();
                if (way == Way.INBOUND && message instanceof Message.Request request) {
                    exchange.rewritten(request);
                }
                index++;
            }
            case Verdict.Deny denial -> {
                end.denied(message, denial);
                return false;
            }
            case Verdict.Hold hold -> {
                if (way != Way.INBOUND) {
                    end.denied(message, new Verdict.Deny(hold.reason()));
                    return false;
                }
                held = held == null ? hold : held;
                index++;
            }
            case Verdict.Defer defer -> {
                defer(defer.lane());
                return false;
            }
        }
        return true;
    }

    private void defer(Lane lane) {
        Guard guard = guards[index];
        end.suspended(true);
        boolean taken = lanes.submit(lane, () -> {
            Verdict verdict = ask(guard);
            exchange.loop().execute(() -> resume(verdict));
        });
        if (!taken) {
            end.suspended(false);
            end.denied(message, OVERLOAD);
        }
    }

    private void resume(Verdict verdict) {
        end.suspended(false);
        if (exchange.outcome() != null) {
            return;
        }
        try {
            if (verdict instanceof Verdict.Defer) {
                LOG.log(Level.ERROR, "{0} deferred twice", name());
                end.denied(message, INTERNAL);
            } else if (settle(verdict)) {
                walk();
            }
        } catch (RuntimeException | Error bug) {
            end.broken(bug);
        }
    }

    private Verdict ask(Guard guard) {
        try {
            return switch (way) {
                case DOOR -> guard.admit(exchange);
                case INBOUND -> guard.inbound(exchange, message);
                case OUTBOUND -> guard.outbound(exchange, message);
            };
        } catch (RuntimeException | Error bug) {
            LOG.log(Level.ERROR, "incident " + exchange.id() + ": " + name() + " failed", bug);
            return INTERNAL;
        }
    }

    private String name() {
        return guards[index].getClass().getSimpleName();
    }
}
