package dev.sallyport.architecture.planted.practice.one;

import dev.sallyport.architecture.planted.practice.two.PlantedPractice;
import dev.sallyport.architecture.planted.protocol.Era;
import dev.sallyport.architecture.planted.transport.PlantedTransport;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.concurrent.CompletableFuture;

/** Knows another practice, an adapter and the era, and waits. */
public final class PlantedGuard implements Guard {
    private final PlantedPractice other = new PlantedPractice();
    private final Era era = Era.LEGACY;
    private final PlantedTransport transport = new PlantedTransport();

    @Override
    public Phase phase() {
        return Phase.ADMIT;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        CompletableFuture<String> answer = transport.ask(other.reason().code());
        return answer.join().isEmpty() && era == Era.LEGACY ? Verdict.PASS : new Verdict.Deny(other.reason());
    }
}
