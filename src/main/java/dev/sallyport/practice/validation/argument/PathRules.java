package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a path may not be: one that climbs, in any spelling, or one with control characters. Absolute paths pass.
 *
 * <p>Two dots climb where they fill a segment; segments end at slashes and backslashes, their look-alikes, and colons
 * ({@code C:..}). Blanks around the dots do not help (Windows drops them), nor does {@code ..;} (servlet containers cut
 * at the semicolon). Four or more dots are refused too: {@code ....//} becomes {@code ../} where a filter cuts
 * {@code ../} out once. Three dots pass: {@code ./...} is how Go names a tree. Source: CWE-22, CVE-2025-53110.
 */
final class PathRules {
    private PathRules() {}

    static @Nullable Reason judge(String text) {
        String spelled = text;
        for (int round = 0; round <= Spelling.ROUNDS_MAX; round++) {
            if (Spelling.hasControl(spelled)) {
                return ArgumentReasons.PATH_CONTROL;
            }
            if (climbs(spelled)) {
                return ArgumentReasons.PATH_TRAVERSAL;
            }
            String decoded = Spelling.decode(spelled);
            if (decoded.equals(spelled)) {
                return null;
            }
            spelled = decoded;
        }
        return null;
    }

    /** True where a segment of {@code text}, as it is written, climbs. */
    static boolean climbs(String text) {
        int dots = 0;
        boolean other = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Spelling.isSlash(c) || c == ':' || c == ';') {
                if (isClimb(dots, other)) {
                    return true;
                }
                dots = 0;
                other = c == ';';
            } else if (Spelling.dots(c) > 0) {
                dots += Spelling.dots(c);
            } else if (c != ' ') {
                other = true;
            }
        }
        return isClimb(dots, other);
    }

    private static boolean isClimb(int dots, boolean other) {
        return !other && (dots == 2 || dots > 3);
    }
}
