package dev.sallyport;

import dev.sallyport.cli.Sallyport;

/** The entry point of the {@code sallyport} command. */
public final class Main {
    private Main() {}

    /** Runs the command line, and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(Sallyport.execute(args));
    }
}
