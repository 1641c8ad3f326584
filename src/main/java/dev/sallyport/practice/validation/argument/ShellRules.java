package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What one word of a command line may not hold: anything that a POSIX shell, cmd.exe or PowerShell acts on, white space
 * included, in ASCII or full width; or a leading dash. Source: CWE-78; POSIX Shell Command Language 2.2.
 */
final class ShellRules {
    private static final String ACTED_ON = ";|&`$()<>{}[]*?!#'\"\\^%~";

    private ShellRules() {}

    static @Nullable Reason judge(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char plain = c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - 0xFEE0) : c;
            if (Spelling.isControl(plain)
                    || Character.isWhitespace(plain)
                    || Character.isSpaceChar(plain)
                    || ACTED_ON.indexOf(plain) >= 0) {
                return ArgumentReasons.SHELL_METACHARACTER;
            }
        }
        return text.startsWith("-") || text.startsWith("\uFF0D") ? ArgumentReasons.SHELL_OPTION : null;
    }
}
