package dev.sallyport.cli.audit;

import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.practice.access.approval.Visible;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.node.JsonNodeFactory;

/** The newest entries of several ledgers that somebody looks for, in the order of time. Bounded. */
final class Entries {
    private static final Comparator<Found> OLDEST_FIRST = Comparator.comparing(Found::time)
            .thenComparing(found -> found.ledger().name())
            .thenComparingLong(Found::number);

    private final PriorityQueue<Found> newest = new PriorityQueue<>(OLDEST_FIRST);
    private final Predicate<Found> wanted;
    private final int max;
    private final List<String> damages = new ArrayList<>();
    private long count;

    /** The newest {@code max} that are {@code wanted}. */
    Entries(Predicate<Found> wanted, int max) {
        this.wanted = wanted;
        this.max = max;
    }

    /** Reads {@code ledgers}, but for segments that were full before {@code since}. */
    Entries read(List<LedgerFolder> ledgers, Instant since) throws IOException {
        JsonReader reader = new JsonReader();
        for (LedgerFolder ledger : ledgers) {
            ledger.read(
                    since,
                    (bytes, from, to) -> {
                        take(reader, ledger, bytes, from, to);
                        return true;
                    },
                    damage -> damages.add(said(ledger, damage)));
        }
        return this;
    }

    /** What is told where {@code ledger} is not what was written. */
    static String said(LedgerFolder ledger, LedgerFolder.Damage damage) {
        String folder = Visible.of(ledger.folder().toString());
        return "the ledger " + folder + " is damaged at " + damage.file() + ", byte " + damage.offsetBytes()
                + ", entry "
                + damage.entry() + ": entries may be missing or changed there; `sallyport audit verify " + folder
                + "` says more";
    }

    /** Tells whoever runs the command of {@code spec} which of the ledgers are damaged. */
    Entries warning(CommandSpec spec) {
        damages.forEach(damage -> warn(spec, damage));
        return this;
    }

    static void warn(CommandSpec spec, String damage) {
        boolean json = spec.root().findOption("--json").<Boolean>getValue();
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                json
                        ? JsonNodeFactory.instance
                                .objectNode()
                                .put("warning", "ledger-damaged")
                                .put("message", damage)
                                .toString()
                        : "sallyport: " + damage);
        err.flush();
    }

    private void take(JsonReader reader, LedgerFolder ledger, byte[] bytes, int from, int to) {
        if (reader.read(bytes, from, to - from) instanceof JsonRead.Value value) {
            Found found = Found.of(ledger, value.root());
            if (wanted.test(found)) {
                count++;
                newest.add(found);
                if (newest.size() > max) {
                    newest.remove();
                }
            }
        }
    }

    /** Those that were kept, the oldest first. */
    List<Found> list() {
        List<Found> list = new ArrayList<>(newest);
        list.sort(OLDEST_FIRST);
        return list;
    }

    /** How many there were that are not among {@link #list}. */
    long more() {
        return count - newest.size();
    }
}
