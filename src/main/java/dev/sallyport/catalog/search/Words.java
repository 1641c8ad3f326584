package dev.sallyport.catalog.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a text for searching: small letters, each as its {@link Stem}, {@code readTextFile} as its parts and as a
 * whole. Scripts without blanks between words give their characters and each two neighbours. Source: UAX #15 for the normal
 * form.
 */
final class Words {
    private static final int WORD_CHARS_MAX = 64;
    private static final Set<UnicodeScript> DENSE = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private final List<String> words = new ArrayList<>();
    private final int wordsMax;
    private final int[] text;

    private Words(String text, int wordsMax) {
        this.text =
                Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().toArray();
        this.wordsMax = wordsMax;
    }

    /** The first words of {@code text}, in order, as often as they come. */
    static List<String> of(String text, int charsMax, int wordsMax) {
        Words words = new Words(text.length() > charsMax ? text.substring(0, charsMax) : text, wordsMax);
        words.split();
        return words.words;
    }

    private void split() {
        int at = 0;
        while (at < text.length && words.size() < wordsMax) {
            int from = at;
            if (isDense(text[at])) {
                while (at < text.length && isDense(text[at])) {
                    at++;
                }
                pairs(from, at);
            } else if (isOfWord(text[at])) {
                while (at < text.length && isOfWord(text[at])) {
                    at++;
                }
                parts(from, at);
            } else {
                at++;
            }
        }
    }

    private void pairs(int from, int to) {
        for (int i = from; i < to; i++) {
            add(i, i + 1);
            if (i + 1 < to) {
                add(i, i + 2);
            }
        }
    }

    private void parts(int from, int to) {
        int start = from;
        for (int i = from + 1; i < to; i++) {
            if (isBoundary(i, to)) {
                add(start, i);
                start = i;
            }
        }
        add(start, to);
        if (start > from) {
            add(from, to);
        }
    }

    /** True where a part begins at {@code i}: {@code read|File}, {@code HTTP|Server}, {@code v|2}. */
    private boolean isBoundary(int i, int to) {
        int before = text[i - 1];
        int here = text[i];
        if (Character.isDigit(before) != Character.isDigit(here)) {
            return true;
        }
        return Character.isUpperCase(here)
                && (!Character.isUpperCase(before) || (i + 1 < to && Character.isLowerCase(text[i + 1])));
    }

    private void add(int from, int to) {
        if (words.size() < wordsMax && to - from <= WORD_CHARS_MAX) {
            words.add(Stem.of(new String(text, from, to - from).toLowerCase(Locale.ROOT)));
        }
    }

    private static boolean isOfWord(int character) {
        return Character.isLetterOrDigit(character) && !isDense(character);
    }

    private static boolean isDense(int character) {
        return character >= 0x0E00 && Character.isLetter(character) && DENSE.contains(UnicodeScript.of(character));
    }
}
