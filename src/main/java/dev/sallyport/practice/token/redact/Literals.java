package dev.sallyport.practice.token.redact;

import java.util.ArrayList;
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
            List<Found> here = List.of();
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length())) {
                if (here.isEmpty()) {
                    here = new ArrayList<>();
                }
                here.add(new Found(kind, at, at, at + secret.length()));
            }
            found = merged(found, here);
        }
        return found;
    }

    /** Both, each in order and without overlap, as one; those that overlap become one, which is of {@code known} if one of them is. */
    public static List<Found> merged(List<Found> known, List<Found> likely) {
        if (known.isEmpty() || likely.isEmpty()) {
            return known.isEmpty() ? likely : known;
        }
        List<Found> apart = new ArrayList<>(known.size() + likely.size());
        int knowns = 0;
        int others = 0;
        while (knowns < known.size() || others < likely.size()) {
            boolean isKnown = others == likely.size()
                    || (knowns < known.size()
                            && known.get(knowns).from() <= likely.get(others).from());
            Found next = isKnown ? known.get(knowns++) : likely.get(others++);
            if (apart.isEmpty() || apart.getLast().to() <= next.from()) {
                apart.add(next);
            } else {
                Found last = apart.removeLast();
                Found said = isKnown ? next : last;
                apart.add(new Found(said.kind(), last.from(), said.value(), Math.max(last.to(), next.to())));
            }
        }
        return apart;
    }
}
