package dev.sallyport.practice.token.redact;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds bearer tokens, JSON web tokens, private keys and API keys by how they begin. Only where a word begins, and only behind one
 * of a few literals, is a character looked at twice, so the time is linear in the text. Pure.
 */
public final class SecretScan {
    private static final int SHORTEST_CHARS = 15;
    private static final String JWT = "eyJ";
    private static final int JWT_PARTS_MAX = 5;
    private static final String PEM = "-----BEGIN ";
    private static final String PEM_END = "-----END ";

    private static final boolean[] WORD = set("_");
    private static final boolean[] DASHED = set("_-");
    private static final boolean[] TOKEN = set("-._~+/=");

    /** Literals by their first letter, in either case for schemes of HTTP. */
    private static final Literal[][] BY_FIRST = byFirst(List.of(
            new Literal("bearer ", "bearer", TOKEN, 16, true),
            new Literal("dpop ", "bearer", TOKEN, 16, true),
            new Literal("basic ", "basic", TOKEN, 16, true),
            new Literal("ghp_", "api-key", WORD, 20, false),
            new Literal("gho_", "api-key", WORD, 20, false),
            new Literal("ghu_", "api-key", WORD, 20, false),
            new Literal("ghs_", "api-key", WORD, 20, false),
            new Literal("ghr_", "api-key", WORD, 20, false),
            new Literal("github_pat_", "api-key", WORD, 22, false),
            new Literal("glpat-", "api-key", DASHED, 20, false),
            new Literal("glsa_", "api-key", WORD, 32, false),
            new Literal("xoxa-", "api-key", DASHED, 10, false),
            new Literal("xoxb-", "api-key", DASHED, 10, false),
            new Literal("xoxp-", "api-key", DASHED, 10, false),
            new Literal("xoxr-", "api-key", DASHED, 10, false),
            new Literal("xoxs-", "api-key", DASHED, 10, false),
            new Literal("sk-", "api-key", DASHED, 20, false),
            new Literal("sk_live_", "api-key", WORD, 16, false),
            new Literal("sk_test_", "api-key", WORD, 16, false),
            new Literal("rk_live_", "api-key", WORD, 16, false),
            new Literal("AKIA", "api-key", WORD, 16, false),
            new Literal("ASIA", "api-key", WORD, 16, false),
            new Literal("AIza", "api-key", DASHED, 35, false),
            new Literal("ya29.", "bearer", DASHED, 20, false),
            new Literal("npm_", "api-key", WORD, 36, false),
            new Literal("hf_", "api-key", WORD, 30, false),
            new Literal("pypi-", "api-key", DASHED, 50, false),
            new Literal("dop_v1_", "api-key", WORD, 40, false),
            new Literal("shpat_", "api-key", WORD, 32, false),
            new Literal("SG.", "api-key", TOKEN, 40, false)));

    /**
     * How a secret begins, and how much of what must follow.
     *
     * @param text in small letters where {@code eitherCase}
     */
    @SuppressWarnings("ArrayRecordComponent") // one of three constants, never compared
    private record Literal(String text, String kind, boolean[] letters, int charsMin, boolean eitherCase) {}

    private SecretScan() {}

    /** The secrets in {@code text} in their order; they do not overlap. */
    public static List<Found> in(String text) {
        List<Found> found = List.of();
        int at = text.length() < SHORTEST_CHARS ? text.length() : 0;
        int noTokenBefore = 0;
        boolean begins = true;
        while (at < text.length()) {
            char letter = text.charAt(at);
            boolean mayBeToken = letter == 'e' && at >= noTokenBefore;
            if (begins && letter < 128 && (letter == '-' || mayBeToken || BY_FIRST[letter].length > 0)) {
                Found here = at(text, at, letter);
                if (here.from() < here.to()) {
                    if (found.isEmpty()) {
                        found = new ArrayList<>();
                    }
                    found.add(here);
                } else if (mayBeToken) {
                    // another secret may stand in what is no token, but no token begins there
                    noTokenBefore = here.to();
                    here = nothing(at);
                }
                // what was looked at as a part of one that is none cannot begin another
                at = Math.max(at + 1, here.to());
                begins = at < text.length() && !isWord(text.charAt(at - 1));
                continue;
            }
            begins = !isWord(letter);
            at++;
        }
        return found;
    }

    /** The secret that begins at {@code at}; else an empty place, from where to go on. */
    private static Found at(String text, int at, char letter) {
        if (letter == '-') {
            return text.startsWith(PEM, at) ? pem(text, at) : nothing(at);
        }
        if (letter == 'e') {
            return text.startsWith(JWT, at) ? jwt(text, at) : nothing(at);
        }
        for (Literal literal : BY_FIRST[letter]) {
            if (text.regionMatches(
                    literal.eitherCase(), at, literal.text(), 0, literal.text().length())) {
                int value = at + literal.text().length();
                int end = end(text, value, literal.letters());
                if (end - value >= literal.charsMin()) {
                    // where no letters are mixed, none of what begins in between has mixed ones either
                    return isRandom(text, value, end) ? new Found(literal.kind(), at, value, end) : nothing(end);
                }
            }
        }
        return nothing(at);
    }

    /**
     * Three parts, or five of which the second may be empty. Where it is none, only its last part could begin another: no
     * part is looked at more than twice. Source: RFC 7515 §7.1, RFC 7516 §7.1.
     */
    private static Found jwt(String text, int at) {
        int end = end(text, at, DASHED);
        if (end - at < 12) {
            return nothing(end);
        }
        int parts = 1;
        int last = end;
        while (parts < JWT_PARTS_MAX && isAt(text, end, '.')) {
            int next = end(text, end + 1, DASHED);
            boolean empty = next == end + 1;
            if (empty ? !(parts == 1 && isAt(text, next, '.')) : parts == 1 && next - end < 5) {
                break;
            }
            last = end + 1;
            end = next;
            parts++;
        }
        return parts >= 3 ? new Found("jwt", at, at, end) : nothing(last);
    }

    private static boolean isAt(String text, int at, char letter) {
        return at < text.length() && text.charAt(at) == letter;
    }

    /** Source: RFC 7468 §2. */
    private static Found pem(String text, int at) {
        int label = at + PEM.length();
        int labelEnd = text.indexOf("-----", label);
        if (labelEnd < 0
                || labelEnd - label > 64
                || !text.substring(label, labelEnd).endsWith("PRIVATE KEY")) {
            return nothing(label);
        }
        int end = text.indexOf(PEM_END, labelEnd);
        int close = end < 0 ? -1 : text.indexOf("-----", end + PEM_END.length());
        return new Found("private-key", at, at, close < 0 ? text.length() : close + 5);
    }

    private static Found nothing(int next) {
        return new Found("", next, next, next);
    }

    /** The first place from {@code at} on whose letter is none of {@code letters}. */
    private static int end(String text, int at, boolean[] letters) {
        int end = at;
        while (end < text.length() && text.charAt(end) < 128 && letters[text.charAt(end)]) {
            end++;
        }
        return end;
    }

    /** True where letters are mixed as in no word of a language: a digit, or a capital behind the first letter and a small one. */
    private static boolean isRandom(String text, int from, int to) {
        boolean capital = false;
        boolean small = false;
        for (int at = from; at < to; at++) {
            char letter = text.charAt(at);
            if (letter >= '0' && letter <= '9') {
                return true;
            }
            capital |= at > from && letter >= 'A' && letter <= 'Z';
            small |= letter >= 'a' && letter <= 'z';
        }
        return capital && small;
    }

    private static boolean isWord(char letter) {
        return letter < 128 ? WORD[letter] : Character.isLetterOrDigit(letter);
    }

    private static boolean[] set(String more) {
        boolean[] letters = new boolean[128];
        for (int letter = 0; letter < 128; letter++) {
            letters[letter] = Character.isLetterOrDigit(letter) || more.indexOf(letter) >= 0;
        }
        return letters;
    }

    private static Literal[][] byFirst(List<Literal> all) {
        Literal[][] table = new Literal[128][];
        for (int letter = 0; letter < 128; letter++) {
            char first = (char) letter;
            table[letter] = all.stream()
                    .filter(literal -> literal.text().charAt(0) == first
                            || (literal.eitherCase()
                                    && Character.toUpperCase(literal.text().charAt(0)) == first))
                    .toArray(Literal[]::new);
        }
        return table;
    }
}
