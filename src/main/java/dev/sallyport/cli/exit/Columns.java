package dev.sallyport.cli.exit;

import java.util.ArrayList;
import java.util.List;

/** Rows of texts as lines with aligned columns. */
public final class Columns {
    private static final String GAP = "  ";
    private static final int WIDTH_MAX = 60;

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; its last text may be empty. */
    public Columns row(String... texts) {
        rows.add(List.of(texts).stream().map(Columns::printable).toList());
        return this;
    }

    /** The lines, each behind {@code indent}; a text that is too long pushes its own line only. */
    public List<String> lines(String indent) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).codePointCount(0, row.get(i).length());
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), width > WIDTH_MAX ? 0 : width));
            }
        }
        return rows.stream().map(row -> line(indent, row, widths)).toList();
    }

    private static String line(String indent, List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < row.size(); i++) {
            String text = row.get(i);
            line.append(text).append(GAP);
            line.repeat(' ', Math.max(0, widths.get(i) - text.codePointCount(0, text.length())));
        }
        return line.toString().stripTrailing();
    }

    /** What comes from a server or a caller must not speak to a terminal. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ");
    }
}
