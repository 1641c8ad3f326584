package dev.sallyport.practice.token.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds texts that are known to be secret, wherever they stand. Pure. */
public final class Literals {
    /** What is shorter is no secret, and stands in many texts. */
    public static final int CHARS_MIN = 12;

    private Literals() {}

    /** Where one of {@code secrets} stands in {@code text}, in order, without overlap. */
    public static List<Found> in(String text, List<String> secrets, String kind) {
        List<Found> found = List.of();
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; ) {
                if (found.isEmpty()) {
                    found = new ArrayList<>();
                }
                found.add(new Found(kind, at, at, at + secret.length()));
                at = text.indexOf(secret, at + secret.length());
            }
        }
        return found.size() < 2 ? found : merged(found);
    }

    /** The same and others in order; of those that overlap the one that begins first. */
    public static List<Found> merged(List<Found> all) {
        List<Found> sorted = all.stream()
                .sorted(Comparator.comparingInt(Found::from)
                        .thenComparing(Comparator.comparingInt(Found::to).reversed()))
                .toList();
        List<Found> apart = new ArrayList<>();
        int end = 0;
        for (Found each : sorted) {
            if (each.from() >= end) {
                apart.add(each);
                end = each.to();
            }
        }
        return apart;
    }
}
