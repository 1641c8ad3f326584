package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.ledger.verify.Report;
import dev.sallyport.ledger.verify.Report.Fault;
import dev.sallyport.practice.access.approval.Visible;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was found of ledgers, in words and for machines.
 *
 * @param ledgers what was found of each
 * @param strange files of checkpoints whose ledgers are not among them
 * @param colour true where a person reads along
 */
record VerifyText(List<VerifiedLedger> ledgers, List<Path> strange, boolean colour) {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";

    boolean isWhole() {
        return strange.isEmpty()
                && ledgers.stream().allMatch(each -> each.report().isWhole());
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("whole", isWhole());
        for (VerifiedLedger each : ledgers) {
            Report report = each.report();
            ObjectNode one = json.withArray("ledgers").addObject();
            one.put("folder", each.folder().toString()).put("whole", report.isWhole());
            report.checkpoint().ifPresent(note -> one.putObject("checkpoint")
                    .put("origin", note.origin())
                    .put("size", note.size())
                    .put("root", note.root()));
            one.put("entries", report.entries()).put("verified", report.verified());
            one.put("unconfirmed", report.unconfirmed()).put("unsigned", report.unsigned());
            one.put("pruned", report.pruned()).put("torn_bytes", report.tornBytes());
            report.faults().forEach(fault -> add(one.withArray("faults").addObject(), fault));
        }
        strange.forEach(file -> json.withArray("missing").add(file.toString()));
        return json;
    }

    private static void add(ObjectNode json, Fault fault) {
        json.put("file", fault.file()).put("entry", fault.entry());
        if (fault.offsetBytes() >= 0) {
            json.put("byte", fault.offsetBytes());
        }
        json.put("what", fault.what()).put("mend", mend(fault));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (VerifiedLedger each : ledgers) {
            Report report = each.report();
            lines.add((report.isWhole() ? paint(GREEN, "whole") : paint(RED, "NOT WHOLE")) + "  "
                    + Visible.of(each.folder().toString()));
            lines.addAll(facts(report).lines("  "));
            for (Fault fault : report.faults()) {
                lines.add("  " + place(fault) + Visible.of(fault.what()));
                lines.add("    " + mend(fault));
            }
        }
        for (Path file : strange) {
            lines.add(paint(RED, "MISSING") + "  the ledger of the checkpoint in " + Visible.of(file.toString())
                    + " is not among these");
        }
        return lines;
    }

    private static String place(Fault fault) {
        boolean hasByte = fault.offsetBytes() >= 0 && !fault.file().equals("checkpoint");
        String at = hasByte ? ", byte " + fault.offsetBytes() + ", entry " + fault.entry() : "";
        return fault.file().isEmpty() ? "" : fault.file() + at + ": ";
    }

    private String paint(String colourOfIt, String word) {
        return colour ? colourOfIt + word + RESET : word;
    }

    private static Columns facts(Report report) {
        Columns facts = new Columns();
        report.checkpoint().ifPresent(note -> facts.row("ledger", Visible.of(note.origin()))
                .row("checkpoint", note.size() + " entries, root " + note.root()));
        facts.row("verified", report.verified() + " entries");
        if (report.unconfirmed() > 0) {
            facts.row(
                    "unconfirmed",
                    report.unconfirmed()
                            + " entries before the place where it stops: their checks are right, and nothing that was"
                            + " signed confirms them");
        }
        if (report.pruned() > 0) {
            facts.row("pruned", report.pruned() + " entries of which the hash is kept");
        }
        if (report.unsigned() > 0) {
            facts.row(
                    "unsigned",
                    report.unsigned()
                            + (report.checkpoint().isEmpty()
                                    ? " entries that no checkpoint of a key that you named covers"
                                    : " entries behind the checkpoint: written in the last second, or before the process"
                                            + " was killed or its disk full; the next checkpoint signs them"));
        }
        if (report.tornBytes() > 0) {
            facts.row("torn", report.tornBytes() + " bytes of an entry that was not finished; it counts for nothing");
        }
        return facts;
    }

    private static String mend(Fault fault) {
        return switch (fault.kind()) {
            case KEY ->
                "verify with the key that signed this ledger: --key FILE, repeated for each key that the home had; `sallyport"
                        + " audit key` prints the one that it has now";
            case CHECKPOINT ->
                "keep this folder as it is, and take the checkpoint of a copy of it, with the entries of that copy; a gateway"
                        + " that starts finds this too, and goes on in another ledger";
            case SEEN_AT_START ->
                "keep this folder as it is, and compare this file with a copy; a gateway that starts finds this too, and goes"
                        + " on in another ledger";
            case UNSEEN ->
                "keep this folder as it is, and compare it with a copy; a gateway that starts does not look at this, and goes on"
                        + " in this ledger";
        };
    }
}
