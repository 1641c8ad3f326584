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
            one.put("entries", report.entries()).put("pruned", report.pruned());
            one.put("unsigned", report.unsigned()).put("torn_bytes", report.tornBytes());
            for (Fault fault : report.faults()) {
                one.withArray("faults")
                        .addObject()
                        .put("file", fault.file())
                        .put("entry", fault.entry())
                        .put("byte", fault.offsetBytes())
                        .put("what", fault.what())
                        .put("mend", mend(fault));
            }
        }
        strange.forEach(file -> json.withArray("missing").add(file.toString()));
        return json;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (VerifiedLedger each : ledgers) {
            Report report = each.report();
            lines.add((report.isWhole() ? paint(GREEN, "whole") : paint(RED, "NOT WHOLE")) + "  "
                    + Visible.of(each.folder().toString()));
            lines.addAll(facts(report).lines("  "));
            for (Fault fault : report.faults()) {
                lines.add("  " + (fault.file().isEmpty() ? "" : fault.file() + ", ")
                        + (fault.file().equals("checkpoint")
                                ? ""
                                : "byte " + fault.offsetBytes() + ", entry " + fault.entry() + ": ")
                        + fault.what());
                lines.add("    " + mend(fault));
            }
        }
        for (Path file : strange) {
            lines.add(paint(RED, "MISSING") + "  the ledger of the checkpoint in " + Visible.of(file.toString())
                    + " is not among these");
        }
        return lines;
    }

    private String paint(String colourOfIt, String word) {
        return colour ? colourOfIt + word + RESET : word;
    }

    private static Columns facts(Report report) {
        Columns facts = new Columns();
        report.checkpoint().ifPresent(note -> facts.row("ledger", Visible.of(note.origin()))
                .row("checkpoint", note.size() + " entries, root " + note.root()));
        facts.row(
                "verified",
                report.entries() + " entries" + (report.isWhole() ? "" : " before the place where it stops"));
        if (report.pruned() > 0) {
            facts.row("pruned", report.pruned() + " entries of which the hash is kept");
        }
        if (report.unsigned() > 0) {
            facts.row(
                    "unsigned",
                    report.unsigned()
                            + " entries behind the checkpoint: written in the last second, or before the process"
                            + " was killed; the next checkpoint signs them");
        }
        if (report.tornBytes() > 0) {
            facts.row("torn", report.tornBytes() + " bytes of an entry that was not finished; it counts for nothing");
        }
        return facts;
    }

    private static String mend(Fault fault) {
        if (fault.file().equals("checkpoint")) {
            return "is this the key of this ledger? `sallyport audit key` prints it where the gateway runs; a checkpoint that"
                    + " was lost is in every copy of the folder";
        }
        return "keep this folder as it is, and compare this file with a copy; the gateway goes on in another ledger when it is"
                + " started again";
    }
}
