package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.List;
import java.util.Optional;

/** Takes from every limit what a call costs; where one has it not, nothing is taken from any. */
final class LimitGuard implements Guard {
    private static final Verdict ASKING = new Verdict.Defer(Lane.WAIT);
    private static final long[] NONE = {};

    private final List<Limit> limits;
    private final List<Price> prices;
    private final Refusing refusing;

    private record Price(List<ResourcePattern> resources, int cost) {}

    /** Takes from {@code limits} what {@code costs} say, of which there are 64 at the most. */
    LimitGuard(List<Limit> limits, List<Cost> costs, Refusing refusing) {
        this.limits = List.copyOf(limits);
        this.prices = costs.stream()
                .map(cost -> new Price(Limit.patterns(cost.resource()), cost.cost()))
                .toList();
        this.refusing = refusing;
    }

    @Override
    public Phase phase() {
        return Phase.RESOLVE;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.of(McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET, McpMethod.RESOURCES_READ, McpMethod.COMPLETE);
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request) || Refusing.isOwn(exchange)) {
            return Verdict.PASS;
        }
        Optional<Charge> charge = Charge.of(exchange, request);
        return charge.isEmpty()
                ? Verdict.PASS
                : take(new Call(exchange, charge.get(), request.params().path("arguments")));
    }

    private Verdict take(Call call) {
        Exchange exchange = call.exchange();
        boolean mayWait = !exchange.loop().isCurrent();
        int cost = cost(call.charge());
        long taken = 0;
        long[] observed = NONE;
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            if (!limit.isOn(call.charge())) {
                continue;
            }
            Object key = limit.key(call);
            Object who = limit.who(exchange);
            long wait = mayWait
                    ? limit.meter().takeWaiting(key, who, cost)
                    : limit.meter().take(key, who, cost);
            if (wait == Counter.TAKEN) {
                taken |= 1L << i;
            } else if (wait == Counter.ASK) {
                giveBack(taken, call, cost);
                return ASKING;
            } else if (refusing.isObserved(limit)) {
                observed = observed.length == 0 ? new long[limits.size()] : observed;
                observed[i] = wait;
            } else {
                giveBack(taken, call, cost);
                note(observed, exchange);
                return refusing.refuse(exchange, limit, wait);
            }
        }
        note(observed, exchange);
        hold(taken, call);
        return Verdict.PASS;
    }

    /** Only once nothing is to be asked any more: until then nothing may have changed. */
    private void note(long[] observed, Exchange exchange) {
        for (int i = 0; i < observed.length; i++) {
            if (observed[i] != Counter.TAKEN) {
                refusing.refuse(exchange, limits.get(i), observed[i]);
            }
        }
    }

    private void giveBack(long taken, Call call, int cost) {
        for (int i = 0; i < limits.size(); i++) {
            if ((taken & 1L << i) != 0) {
                limits.get(i).meter().giveBack(limits.get(i).key(call), cost);
            }
        }
    }

    private void hold(long taken, Call call) {
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            if ((taken & 1L << i) != 0 && limit.isHeld()) {
                Object key = limit.key(call);
                call.exchange().atEnd(() -> limit.meter().giveBack(key, 1));
            }
        }
    }

    private int cost(Charge charge) {
        int most = 1;
        for (Price price : prices) {
            if (price.cost() > most && Limit.isOn(price.resources(), charge)) {
                most = price.cost();
            }
        }
        return most;
    }
}
