package dev.sallyport.cli.exit;

/** How a command ends. */
public final class ExitCode {
    /** All was done. */
    public static final int SUCCESS = 0;
    /** Something that should not happen. */
    public static final int UNEXPECTED = 1;
    /** The command line, the settings or the home are wrong. */
    public static final int USAGE = 2;
    /** What the command needs is not there: no gateway runs, the server is gone, the port is taken. */
    public static final int UNAVAILABLE = 3;

    /** All was done, and the answer is no: a call is not allowed, a test of the policy fails. */
    public static final int NO = 4;

    private ExitCode() {}
}
