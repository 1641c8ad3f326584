package dev.sallyport.transport.child;

import java.time.Duration;

/**
 * What one child may cost.
 *
 * @param lineBytesMax the longest line of its standard output, without the line end; a longer one ends the child
 * @param outboxBytesMax what may wait for its standard input
 * @param linesPerSecondMax how fast its standard output is read in the long run, with a burst of one second
 * @param stderrLineCharsMax where a line of its standard error is cut
 * @param stderrLinesPerMinuteMax how many lines of its standard error are reported; the rest is counted
 * @param stopGrace how long each polite request to stop may take before the next, less polite one
 */
public record ChildLimits(
        int lineBytesMax,
        int outboxBytesMax,
        int linesPerSecondMax,
        int stderrLineCharsMax,
        int stderrLinesPerMinuteMax,
        Duration stopGrace) {
    /** Lines of 4 MiB and the JSON-RPC frame around it, 8 MiB waiting, 5,000 lines a second, two seconds to stop. */
    public static final ChildLimits DEFAULT =
            new ChildLimits((4 << 20) + (64 << 10), 8 << 20, 5_000, 2_000, 120, Duration.ofSeconds(2));

    /** Limits that let something through. */
    public ChildLimits {
        if (lineBytesMax < 1
                || lineBytesMax > 1 << 30
                || outboxBytesMax < 1
                || linesPerSecondMax < 1
                || stderrLineCharsMax < 1
                || stderrLineCharsMax > 1 << 20
                || stderrLinesPerMinuteMax < 0
                || stopGrace.isNegative()) {
            throw new IllegalArgumentException("a limit of a child is out of range");
        }
    }
}
