package dev.sallyport.cli;

/** Small turns of phrase. */
final class Words {
    private Words() {}

    /** A number with its noun: {@code 1 server}, {@code 2 servers}. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
