package dev.sallyport.transport.stdio;

import dev.sallyport.pipeline.Answers;
import dev.sallyport.pipeline.Downstream;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.protocol.Message;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Writes what one exchange says to standard output, a line for each message. */
final class StdioDownstream implements Downstream {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private final StdioOutput output;
    private final Runnable admitted;
    private final Runnable over;
    private @Nullable Exchange exchange;

    StdioDownstream(StdioOutput output, Runnable admitted, Runnable over) {
        this.output = output;
        this.admitted = admitted;
        this.over = over;
    }

    void serves(Exchange served) {
        exchange = served;
    }

    private Exchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("no exchange is served");
        }
        return exchange;
    }

    @Override
    public void admitted() {
        admitted.run();
    }

    @Override
    public void speak(Message.Spoken message, String eventId) {
        output.line(exchange().loop().writer().write(message.body()));
    }

    @Override
    public void answer(Message.Response response, String eventId, int status) {
        speak(response, eventId);
        over.run();
    }

    @Override
    public void open() {}

    @Override
    public void prime(String eventId, String retry) {}

    @Override
    public void accept() {
        over.run();
    }

    @Override
    public void refuse(Refusal refusal) {
        Message message = exchange().readMessage();
        if (message == null || message instanceof Message.Request) {
            output.line(exchange().loop().writer().write(Answers.body(exchange(), refusal)));
        } else if (message instanceof Message.Spoken) {
            LOG.log(Level.WARNING, "{0}", Answers.sentence(refusal));
        }
        over.run();
    }

    @Override
    public void end() {
        over.run();
    }

    @Override
    public boolean isWritable() {
        return output.isWritable();
    }
}
