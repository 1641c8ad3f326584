package dev.sallyport.practice.access;

import dev.sallyport.pipeline.Answers;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes out of a retry what the client says of our own question, which is for no server. It decides nothing: that a page was visited says
 * only that somebody meant to. Source: MCP 2026-07-28, Elicitation, Response Actions.
 */
final class VisitAnswer implements Guard {
    /** Something for the gateway itself was taken out. */
    static final Reason TAKEN = new Reason("access", "visit-answer");

    @Override
    public Phase phase() {
        return Phase.REWRITE;
    }

    @Override
    public MethodSet inboundFor() {
        return Holding.ASKED;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request)
                || !(request.params().path(InputRequired.RESPONSES) instanceof ObjectNode answers)
                || !answers.has(Answers.VISIT)) {
            return Verdict.PASS;
        }
        ObjectNode params = Shallow.copy(request.params());
        ObjectNode others = Shallow.copy(answers);
        others.remove(Answers.VISIT);
        if (others.isEmpty()) {
            params.remove(InputRequired.RESPONSES);
        } else {
            params.set(InputRequired.RESPONSES, others);
        }
        return new Verdict.Replace(request.with(params), TAKEN);
    }

    /** True where the client says with {@code exchange} that its user does not want to visit the page. */
    static boolean isDeclined(Exchange exchange) {
        return exchange.message() instanceof Message.Request request
                && !request.params()
                        .path(InputRequired.RESPONSES)
                        .path(Answers.VISIT)
                        .path("action")
                        .asString("accept")
                        .equals("accept");
    }
}
