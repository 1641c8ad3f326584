package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Message;
import java.util.List;

/**
 * One message of a client of the older era on its way to a server of the same. Where the server says that it does not know the
 * session, it has not begun with the message: that is sent once more in a new session. Lives on the loop of its exchange.
 */
final class CarriedRun implements UpstreamCall {
    private static final int RENEWALS_MAX = 2;

    private final CarriedSession carried;
    private final Leg leg;
    private final Message message;
    private Leg used;
    private UpstreamCall call = UpstreamCall.DONE;
    private int attempt;
    private boolean begun;
    private int renewals;
    private boolean waiting;
    private boolean moved;
    private boolean over;

    CarriedRun(CarriedSession carried, Leg leg, Message message) {
        this.carried = carried;
        this.leg = leg;
        this.message = message;
        this.used = leg;
    }

    /** Sends the message; what comes of it goes to the leg. */
    UpstreamCall start() {
        if (carried.isReady()) {
            send();
        } else {
            await();
        }
        return this;
    }

    private void send() {
        attempt++;
        int mine = attempt;
        // what an earlier session says late is not part of this one
        used = carried.leg(leg, event -> {
            if (!over && mine == attempt) {
                heard(event);
            }
        });
        call = carried.pass(used, message);
    }

    private void heard(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when !begun && renewals == 0 && carried.isOpened() && ServerSession.isDoubtful(spoke) -> doubt(spoke);
            case UpstreamEvent.Spoke spoke -> {
                begun = true;
                leg.events().accept(carried.inward(used, message, spoke));
            }
            case UpstreamEvent.Failed failed when isLoss(failed) -> lost(failed);
            case UpstreamEvent.Failed failed -> finish(moved ? new UpstreamEvent.Ended() : failed);
            case UpstreamEvent.Ended _ -> finish(event);
            default -> {
                // a stream that is open is one that can be opened again
                renewals = 0;
                leg.events().accept(event);
            }
        }
    }

    private static boolean isLoss(UpstreamEvent.Failed failed) {
        return failed.reason().equals(Reasons.SESSION_LOST);
    }

    private void finish(UpstreamEvent last) {
        end();
        leg.events().accept(last);
    }

    private void lost(UpstreamEvent.Failed failed) {
        carried.lost(used);
        if (begun || renewals >= RENEWALS_MAX || !carried.isOpened()) {
            finish(failed);
        } else {
            renewals++;
            await();
        }
    }

    private void doubt(UpstreamEvent.Spoke spoke) {
        int mine = attempt;
        carried.isForgotten(used).whenComplete((forgotten, _) -> leg.loop().execute(() -> {
            if (over || mine != attempt) {
                return;
            }
            if (Boolean.TRUE.equals(forgotten)) {
                lost(new UpstreamEvent.Failed(Reasons.SESSION_LOST, Hint.NONE));
            } else {
                leg.events().accept(carried.inward(used, message, spoke));
            }
        }));
    }

    /** Sends as soon as the server knows the session again. */
    private void await() {
        waiting = true;
        carried.ready(leg).whenComplete((_, failure) -> leg.loop().execute(() -> {
            waiting = false;
            if (!over && failure == null) {
                send();
            } else if (!over) {
                finish(new UpstreamEvent.Failed(
                        UpstreamFailure.reasonOf(failure, Reasons.SESSION_LOST), UpstreamFailure.hintOf(failure)));
            }
        }));
    }

    /** A stream moves on to the session that the server knows, where the lists may have {@code changed}; on any thread. */
    void renew(List<Message.Notification> changed) {
        leg.loop().execute(() -> {
            if (over) {
                return;
            }
            if (!waiting) {
                moved = true;
                begun = false;
                call.abandon();
                send();
            }
            changed.forEach(note -> leg.events().accept(new UpstreamEvent.Spoke(note, "", 200, 0)));
        });
    }

    private void end() {
        over = true;
        carried.over(this);
    }

    @Override
    public void abandon() {
        end();
        call.abandon();
    }

    @Override
    public void withdraw(String why) {
        end();
        call.withdraw(why);
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        end();
        call.cancel(cancelled);
    }

    @Override
    public void reply(Message.Response response) {
        carried.outward(response).ifPresent(call::reply);
    }

    @Override
    public void reading(boolean on) {
        call.reading(on);
    }
}
