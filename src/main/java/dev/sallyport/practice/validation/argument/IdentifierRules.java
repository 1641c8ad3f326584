package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an identifier may not be: one with characters that shells, query languages or request paths act on, one that
 * climbs, or one that a command would take for an option. A web address in place of an id is judged as a URL.
 *
 * <p>A leading dash alone passes: ids of chats and videos have one. Source: CWE-88; CVE-2025-53967, CVE-2025-68144.
 */
final class IdentifierRules {
    private static final String ACTED_ON = "|&`<>\"'\\?";

    private IdentifierRules() {}

    static @Nullable Reason judge(String text, Set<String> exempt) {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return UrlRules.judge(text, exempt);
        }
        for (int i = 0; i < text.length(); i++) {
            if (isActedOn(text, i)) {
                return ArgumentReasons.IDENTIFIER_CHARACTERS;
            }
        }
        if (isOption(text)) {
            return ArgumentReasons.IDENTIFIER_OPTION;
        }
        Reason path = PathRules.judge(text);
        return ArgumentReasons.PATH_CONTROL.equals(path) ? ArgumentReasons.IDENTIFIER_CHARACTERS : path;
    }

    private static boolean isActedOn(String text, int at) {
        char c = text.charAt(at);
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if (c >= '\uFF01' && c <= '\uFF5E') {
            c = (char) (c - 0xFEE0);
        }
        return switch (c) {
            case ';' -> next < '0' || next > '9'; // layer ids of Figma are 1:2;3:4
            case '$' -> next == '(' || next == '{';
            default -> Spelling.isControl(c) || Character.isWhitespace(c) || ACTED_ON.indexOf(c) >= 0;
        };
    }

    /** {@code -x}, {@code --word}, {@code --word=…}, {@code -x/…}, {@code -x=…}. */
    private static boolean isOption(String text) {
        if (text.length() < 2 || text.charAt(0) != '-') {
            return false;
        }
        if (text.charAt(1) == '-') {
            int i = 2;
            while (i < text.length() && ((text.charAt(i) >= 'a' && text.charAt(i) <= 'z') || text.charAt(i) == '-')) {
                i++;
            }
            return i == text.length() || text.charAt(i) == '=';
        }
        return (text.length() == 2 && Character.isLetter(text.charAt(1)))
                || text.indexOf('/') > 0
                || (text.indexOf('=') > 0 && text.indexOf('=') < text.length() - 2);
    }
}
