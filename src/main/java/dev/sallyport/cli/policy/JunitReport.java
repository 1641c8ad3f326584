package dev.sallyport.cli.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cases of tables as CI servers read them. Source: JUnit XML, as written by Maven Surefire 3. */
final class JunitReport {
    private JunitReport() {}

    /** The report: a suite for each table. */
    static String of(TableRun run) {
        Map<Path, List<TableRun.Result>> suites = new LinkedHashMap<>();
        run.results().forEach(result -> suites.computeIfAbsent(result.file(), _ -> new ArrayList<>())
                .add(result));
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuites name=\"sallyport policy test\" tests=\"")
                .append(run.results().size())
                .append("\" failures=\"")
                .append(run.failures().size())
                .append("\">\n");
        suites.forEach((file, results) -> suite(xml, file, results));
        return xml.append("</testsuites>\n").toString();
    }

    private static void suite(StringBuilder xml, Path file, List<TableRun.Result> results) {
        long failures = results.stream().filter(result -> !result.holds()).count();
        xml.append("  <testsuite name=\"")
                .append(escaped(file.toString()))
                .append("\" tests=\"")
                .append(results.size())
                .append("\" failures=\"")
                .append(failures)
                .append("\">\n");
        for (TableRun.Result result : results) {
            xml.append("    <testcase classname=\"")
                    .append(escaped(file.toString()))
                    .append("\" name=\"")
                    .append(escaped(result.tried().title() + " (line "
                            + result.problem().line() + ")"))
                    .append('"');
            if (result.holds()) {
                xml.append("/>\n");
            } else {
                xml.append(">\n      <failure message=\"")
                        .append(escaped(result.problem().message()))
                        .append("\">")
                        .append(escaped(result.problem().toString()))
                        .append("</failure>\n    </testcase>\n");
            }
        }
        xml.append("  </testsuite>\n");
    }

    /** What may stand in XML 1.0 as it is, and the rest as a reference or a question mark. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    boolean allowed = c >= ' ' && !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
                    escaped.appendCodePoint(allowed ? c : '?');
                }
            }
        });
        return escaped.toString();
    }
}
