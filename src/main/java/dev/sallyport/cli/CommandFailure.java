package dev.sallyport.cli;

/** A command that cannot go on: what is wrong, where, and how to mend it, fit for a person. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String code;

    CommandFailure(int exitCode, String code, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.code = code;
    }

    int exitCode() {
        return exitCode;
    }

    /** The stable name of the failure, in kebab case. */
    String code() {
        return code;
    }
}
