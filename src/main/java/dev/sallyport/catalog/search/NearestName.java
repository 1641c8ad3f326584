package dev.sallyport.catalog.search;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The known name that a mistyped one most likely means. */
public final class NearestName {
    private static final int CHARS_MAX = 64;

    private NearestName() {}

    /** The nearest of {@code known}, the first of equally near ones; empty where nothing is near. Case is no difference. */
    public static Optional<String> of(String written, Collection<String> known) {
        String plain = written.toLowerCase(Locale.ROOT);
        int least = Math.clamp(plain.length() / 3, 1, 3) + 1;
        Optional<String> best = Optional.empty();
        for (String name : plain.length() > CHARS_MAX ? List.<String>of() : known) {
            int distance = distance(plain, name.toLowerCase(Locale.ROOT), least);
            if (distance < least) {
                least = distance;
                best = Optional.of(name);
            }
        }
        return best;
    }

    /** A suggestion such as {@code did you mean `idle`?}, or empty where nothing is near. */
    public static String suggestion(String written, Collection<String> known) {
        return of(written, known).map(name -> "did you mean `" + name + "`?").orElse("");
    }

    /**
     * Insertions, deletions, replacements and swaps of neighbours from {@code a} to {@code b}; {@code enough} stands for that many and more,
     * which are not counted on. Source: Damerau 1964, as optimal string alignment.
     */
    private static int distance(String a, String b, int enough) {
        if (Math.abs(a.length() - b.length()) >= enough) {
            return enough;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        int leastBefore = 0;
        for (int i = 1; i <= a.length(); i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (isSwap(a, i, b, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
                least = Math.min(least, row[j]);
            }
            // a swap goes on from the row before
            if (Math.min(least, leastBefore + 1) >= enough) {
                return enough;
            }
            leastBefore = least;
        }
        return row[b.length()];
    }

    /** True where the two characters before {@code i} and {@code j} are the same in another order. */
    private static boolean isSwap(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
