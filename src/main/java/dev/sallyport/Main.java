package dev.sallyport;

/** The entry point of the {@code sallyport} command. */
public final class Main {
    private Main() {}

    /** Runs the command line. */
    public static void main(String[] args) {
        System.out.println("sallyport");
    }
}
