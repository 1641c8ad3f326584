package dev.sallyport.cli.doctor;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** All findings, as people and as machines read them. */
record Report(List<Finding> findings) {
    /** One line for each, by groups, and what it comes to. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Group group : Group.values()) {
            List<Finding> own = findings.stream()
                    .filter(finding -> finding.code().group() == group)
                    .toList();
            if (!own.isEmpty()) {
                lines.add(group.text());
                own.forEach(finding -> lines.add(line(finding)));
            }
        }
        lines.add("");
        lines.add(
                count(Sign.PROBLEM) + count(Sign.WARNING) == 0
                        ? "nothing is wrong"
                        : Words.count(count(Sign.PROBLEM), "problem") + ", "
                                + Words.count(count(Sign.WARNING), "warning")
                                + "; what each code means is in docs/doctor.md");
        return lines;
    }

    private static String line(Finding finding) {
        Sign sign = finding.code().sign();
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-8s ", sign.text()));
        line.append(finding.where()).append(": ").append(finding.what());
        for (String more : List.of(finding.why(), finding.mend())) {
            if (!more.isEmpty()) {
                line.append("; ").append(more);
            }
        }
        if (sign != Sign.OK) {
            line.append(" [").append(finding.code().text()).append(']');
        }
        return printable(line.toString());
    }

    /** The same as one object. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("problems", count(Sign.PROBLEM));
        json.put("warnings", count(Sign.WARNING));
        ArrayNode all = json.putArray("findings");
        findings.forEach(finding -> all.addObject()
                .put("group", finding.code().group().text())
                .put("sign", finding.code().sign().text())
                .put("code", finding.code().text())
                .put("where", printable(finding.where()))
                .put("what", printable(finding.what()))
                .put("why", finding.why())
                .put("mend", finding.mend()));
        return json;
    }

    /** 0 where there is no problem; 2 where one is in settings, home or certificates; 3 where something is not there. */
    int exitCode() {
        return findings.stream()
                .filter(finding -> finding.code().sign() == Sign.PROBLEM)
                .mapToInt(finding -> finding.code().group().exitCode())
                .min()
                .orElse(ExitCode.SUCCESS);
    }

    private int count(Sign sign) {
        return Math.toIntExact(findings.stream()
                .filter(finding -> finding.code().sign() == sign)
                .count());
    }

    /** What a library says may repeat what another machine sent. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ");
    }
}
