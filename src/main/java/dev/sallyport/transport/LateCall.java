package dev.sallyport.transport;

import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.protocol.Message;
import java.util.function.Supplier;

/** A call that is made later, unless it is given up before. Lives on one loop. */
public final class LateCall implements UpstreamCall {
    private UpstreamCall call = UpstreamCall.DONE;
    private boolean over;
    private boolean reading = true;

    /** A call that nobody has made yet. */
    public LateCall() {}

    /** Makes the call that was waited for. */
    public void make(Supplier<UpstreamCall> due) {
        if (!over) {
            call = due.get();
            call.reading(reading);
        }
    }

    /** True where it was given up. */
    public boolean isOver() {
        return over;
    }

    @Override
    public void abandon() {
        over = true;
        call.abandon();
    }

    @Override
    public void withdraw(String why) {
        over = true;
        call.withdraw(why);
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        over = true;
        call.cancel(cancelled);
    }

    @Override
    public void reply(Message.Response response) {
        call.reply(response);
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        call.reading(on);
    }
}
