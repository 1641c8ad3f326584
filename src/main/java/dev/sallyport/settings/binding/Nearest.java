package dev.sallyport.settings.binding;

import java.util.Collection;
import java.util.Locale;

/** The known name that a mistyped one most likely means. */
final class Nearest {
    private Nearest() {}

    /** A suggestion such as {@code did you mean `idle`?}, or empty where nothing is near. */
    static String suggestion(String written, Collection<String> known) {
        String plain = kebab(written);
        String best = "";
        int least = Math.max(1, Math.min(3, plain.length() / 3)) + 1;
        for (String name : known) {
            int distance = plain.length() > 64 ? least : distance(plain, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? "" : "did you mean `" + best + "`?";
    }

    /** {@code childrenMax}, {@code children_max} and {@code CHILDREN_MAX} as {@code children-max}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions and replacements from {@code a} to {@code b}. Source: Levenshtein 1966. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
