package dev.sallyport.catalog;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.Locale;

/**
 * What remains of a name when differences are taken away that people and models overlook: case, width, confusable letters,
 * invisible characters. Two names look alike where either text is the same. Source: UAX #15, UTS #39 §4.
 *
 * @param folded case and width first, then confusables: {@code A} and {@code a} meet here
 * @param drawn confusables first, then case: {@code I} and {@code l} meet here
 */
record Likeness(String folded, String drawn) {
    static Likeness of(String name) {
        if (isPlain(name)) {
            String drawn = skeleton(name).toLowerCase(Locale.ROOT);
            return new Likeness(skeleton(name.toLowerCase(Locale.ROOT)), drawn);
        }
        String wide = Unicode.WIDTH.normalize(name);
        return new Likeness(
                Unicode.CONFUSABLES.getSkeleton(Unicode.CASE.normalize(name)),
                Unicode.CASE.normalize(Unicode.CONFUSABLES.getSkeleton(wide)));
    }

    /** Why two names that look alike do so. */
    static Collision.Cause cause(String one, String other) {
        if (one.equals(other)) {
            return Collision.Cause.SAME;
        }
        if (isPlain(one) && isPlain(other)) {
            return one.equalsIgnoreCase(other) ? Collision.Cause.CASE : Collision.Cause.CONFUSABLE;
        }
        if (UCharacter.foldCase(one, true).equals(UCharacter.foldCase(other, true))) {
            return Collision.Cause.CASE;
        }
        boolean sameWidth = Unicode.CASE.normalize(one).equals(Unicode.CASE.normalize(other));
        return sameWidth ? Collision.Cause.WIDTH : Collision.Cause.CONFUSABLE;
    }

    /** True where the name is of the letters for which {@link #skeleton} knows all that the library knows. */
    private static boolean isPlain(String name) {
        return name.chars().allMatch(ExposedName::isAllowed);
    }

    /** The skeleton of a plain name: the same that the library gives, without loading it. */
    private static String skeleton(String plain) {
        StringBuilder skeleton = new StringBuilder(plain.length() + 8);
        for (int i = 0; i < plain.length(); i++) {
            char letter = plain.charAt(i);
            switch (letter) {
                case '0' -> skeleton.append('O');
                case '1', 'I' -> skeleton.append('l');
                case 'm' -> skeleton.append("rn");
                default -> skeleton.append(letter);
            }
        }
        return skeleton.toString();
    }

    /** Loaded with the first name that needs it. */
    private static final class Unicode {
        static final Normalizer2 WIDTH = Normalizer2.getNFKCInstance();
        static final Normalizer2 CASE = Normalizer2.getNFKCCasefoldInstance();
        static final SpoofChecker CONFUSABLES = new SpoofChecker.Builder().build();
    }
}
