package dev.sallyport;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;

/** A recorder for a bridge: the gateway behind it records. */
final class Unrecorded implements Recorder {
    @Override
    public boolean isAble() {
        return true;
    }

    @Override
    public void begins(Exchange exchange, boolean isStream, Written then) {
        then.written(true);
    }

    @Override
    public void ended(Exchange exchange, Written then) {
        then.written(true);
    }

    @Override
    public void stepped(Step step) {}

    @Override
    public void ended(Session session, Session.End why) {}
}
