package dev.sallyport.practice.access.approval;

import java.time.Instant;
import java.util.List;

/**
 * One request that waits for a person, as whoever decides sees it.
 *
 * @param name by which people name it; no secret
 * @param url its page; whoever has it may look, and no more
 * @param ask what is asked
 * @param since when it was asked
 * @param until when it is over
 * @param agreed who has agreed already
 */
public record Pending(String name, String url, Ask ask, Instant since, Instant until, List<String> agreed) {
    public Pending {
        agreed = List.copyOf(agreed);
    }
}
