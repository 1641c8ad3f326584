package dev.sallyport.cli.exit;

import tools.jackson.databind.node.JsonNodeFactory;

/** A command that cannot go on: what is wrong, where, and how to mend it, fit for a person. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String error;

    /** A failure with its exit code, its stable name in kebab case, and what a person reads. */
    public CommandFailure(int exitCode, String error, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.error = error;
    }

    /** Its stable name in kebab case. */
    public String error() {
        return error;
    }

    /** With what the command ends. */
    public int exitCode() {
        return exitCode;
    }

    /** The failure for machines: its stable name in kebab case, what a person reads, and the exit code. */
    public String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", error)
                .put("message", getMessage())
                .put("code", exitCode)
                .toString();
    }
}
