package dev.sallyport.observe;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;

/** A recorder before which observers see what it is told. A mistake in one of them is logged, and costs neither an entry nor an answer. */
public final class ObservedRecorder implements Recorder {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private final Recorder recorder;
    private final List<Observer> observers;

    /** {@code recorder}, before which {@code observers} see everything, in their order. */
    public ObservedRecorder(Recorder recorder, List<Observer> observers) {
        this.recorder = recorder;
        this.observers = List.copyOf(observers);
    }

    private void tell(Consumer<Observer> what) {
        for (Observer each : observers) {
            try {
                what.accept(each);
            } catch (RuntimeException | Error bug) {
                LOG.log(Level.ERROR, "what is recorded could not be observed", bug);
            }
        }
    }

    @Override
    public boolean isAble() {
        return recorder.isAble();
    }

    @Override
    public void begins(Exchange exchange, boolean isStream, Written then) {
        tell(each -> each.begins(exchange));
        recorder.begins(exchange, isStream, written -> {
            if (written && exchange.outcome() == null) {
                tell(each -> each.sent(exchange));
            }
            then.written(written);
        });
    }

    @Override
    public void ended(Exchange exchange, Written then) {
        tell(each -> each.ended(exchange));
        recorder.ended(exchange, then);
    }

    @Override
    public void stepped(Step step) {
        tell(each -> each.stepped(step));
        recorder.stepped(step);
    }

    @Override
    public void ended(Session session, Session.End why) {
        tell(each -> each.ended(session, why));
        recorder.ended(session, why);
    }

    @Override
    public void endedAtServer(Session session, Session.End why) {
        tell(each -> each.endedAtServer(session, why));
        recorder.endedAtServer(session, why);
    }
}
