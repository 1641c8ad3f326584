package dev.sallyport.cli.doctor;

import java.util.Locale;

/** How bad a finding is. */
enum Sign {
    /** As it should be. */
    OK,
    /** It works, and lowers the protection or will not work for long. */
    WARNING,
    /** Something does not work. */
    PROBLEM;

    /** The sign as it is printed. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
