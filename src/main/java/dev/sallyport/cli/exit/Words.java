package dev.sallyport.cli.exit;

/** Small turns of phrase, and words as a shell takes them. */
public final class Words {
    private Words() {}

    /** A number with its noun: {@code 1 server}, {@code 2 servers}. */
    public static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@code word} written so that a POSIX shell reads it as one word. Source: POSIX.1-2024, Shell, 2.2.2. */
    public static String shell(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
