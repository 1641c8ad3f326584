package dev.sallyport.cli.policy;

import dev.sallyport.policy.Decision.Outcome;

/** Decisions in words, and in colour for whoever sees it. Source: ECMA-48 §8.3.117. */
record Paint(boolean colour) {
    private static final String RESET = "\u001b[0m";

    /** What a decision is called. */
    static String word(Outcome outcome) {
        return switch (outcome) {
            case ALLOW -> "allowed";
            case HOLD -> "held";
            case DENY -> "denied";
        };
    }

    /** The word, green, yellow or red. */
    String decision(Outcome outcome) {
        String word = word(outcome);
        if (!colour) {
            return word;
        }
        int number =
                switch (outcome) {
                    case ALLOW -> 32;
                    case HOLD -> 33;
                    case DENY -> 31;
                };
        return "\u001b[" + number + "m" + word + RESET;
    }
}
