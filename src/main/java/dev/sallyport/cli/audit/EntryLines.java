package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.practice.access.approval.Visible;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Entries as lines for people. Whatever an entry holds, it does not speak to the terminal.
 *
 * @param withLedger true where the ledger of each is told
 * @param colour true where a person reads along
 */
record EntryLines(boolean withLedger, boolean colour) {
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    /** A line for each, in columns. */
    List<String> of(List<Found> entries) {
        Columns columns = new Columns();
        for (Found found : entries) {
            String who = shown(found, "principal");
            columns.row(
                    withLedger ? Visible.of(found.ledger().name()) : "",
                    shown(found, "time"),
                    shown(found, "event"),
                    who.isEmpty() ? shown(found, "peer") : who,
                    Visible.of(found.what()),
                    Visible.of(found.reason()),
                    shown(found, found.isSignal() ? "cause" : "exchange"));
        }
        List<String> lines = columns.lines("");
        return IntStream.range(0, lines.size())
                .mapToObj(i -> paint(lines.get(i).stripLeading(), entries.get(i)))
                .toList();
    }

    private String paint(String line, Found found) {
        return colour && found.text("event").startsWith("denied") ? RED + line + RESET : line;
    }

    private static String shown(Found found, String member) {
        return Visible.of(found.text(member));
    }
}
