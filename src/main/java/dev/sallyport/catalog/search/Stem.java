package dev.sallyport.catalog.search;

/**
 * What the forms of an English word have in common: {@code file} and {@code files}, {@code branch} and {@code branches},
 * {@code change}, {@code changed} and {@code changing}. Not always a word itself; words in small letters are expected. Source:
 * the first step of Porter, An algorithm for suffix stripping, 1980, with lengths in place of measures.
 */
final class Stem {
    private static final int LETTERS_MIN = 3;

    private Stem() {}

    /** The stem of {@code word}. */
    static String of(String word) {
        String stem = withoutEnding(singular(word));
        // five letters, for note is not not
        return stem.length() > LETTERS_MIN + 1 && stem.endsWith("e") ? stem.substring(0, stem.length() - 1) : stem;
    }

    private static String singular(String word) {
        int length = word.length();
        if (length <= LETTERS_MIN || !word.endsWith("s") || word.endsWith("ss") || word.endsWith("us")) {
            return word;
        }
        return word.endsWith("ies") ? word.substring(0, length - 3) + "y" : word.substring(0, length - 1);
    }

    /** Without {@code ing} and {@code ed}, where a vowel remains before them: {@code string} and {@code speed} stay. */
    private static String withoutEnding(String word) {
        int length = word.length();
        if (word.endsWith("ing")) {
            return isStem(word, length - 3) ? mended(word.substring(0, length - 3)) : word;
        }
        boolean past = word.endsWith("ed") && !word.endsWith("eed");
        return past && isStem(word, length - 2) ? mended(word.substring(0, length - 2)) : word;
    }

    private static boolean isStem(String word, int length) {
        boolean vowel = false;
        for (int i = 0; i < length; i++) {
            vowel |= isVowel(word.charAt(i)) || (i > 0 && word.charAt(i) == 'y');
        }
        return vowel && length >= LETTERS_MIN;
    }

    /** The stem before an ending, spelled as without it: {@code logg} is {@code log}, {@code mov} is {@code move}. */
    private static String mended(String stem) {
        int length = stem.length();
        char last = stem.charAt(length - 1);
        if (length > LETTERS_MIN && last == stem.charAt(length - 2) && "bdgmnprt".indexOf(last) >= 0) {
            return stem.substring(0, length - 1);
        }
        boolean silent = length == LETTERS_MIN
                && !isVowel(stem.charAt(0))
                && isVowel(stem.charAt(1))
                && !isVowel(last)
                && "wxy".indexOf(last) < 0;
        return silent ? stem + "e" : stem;
    }

    private static boolean isVowel(char letter) {
        return "aeiou".indexOf(letter) >= 0;
    }
}
