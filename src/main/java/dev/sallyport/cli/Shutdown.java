package dev.sallyport.cli;

/** Stops a command cleanly when the process is asked to end: SIGTERM and SIGINT lead to exit code 0. */
final class Shutdown {
    private static final System.Logger LOG = System.getLogger("sallyport");

    /** What has to be done before the end. */
    @FunctionalInterface
    interface Step {
        /** Does it. */
        void run() throws Exception;
    }

    private Shutdown() {}

    /** Runs {@code step} when the process is asked to end; then it ends with success. Can be withdrawn. */
    static Thread whenAsked(Step step) {
        Thread hook = Thread.ofPlatform().name("sallyport-stop").unstarted(() -> {
            int code = ExitCode.SUCCESS;
            try {
                step.run();
            } catch (Exception failure) {
                LOG.log(System.Logger.Level.ERROR, "stopping failed", failure);
                code = ExitCode.UNEXPECTED;
            }
            // a JVM that got a signal would end with 128 + signal: we were asked, and we are done
            Runtime.getRuntime().halt(code);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** Takes {@code hook} back before an end with an exit code of its own; false where the process is ending already. */
    static boolean withdraw(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return false;
        }
    }
}
