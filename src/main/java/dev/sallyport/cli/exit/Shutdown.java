package dev.sallyport.cli.exit;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops a command cleanly when it is asked to end: SIGTERM, SIGINT and SIGHUP lead to exit code 0. Who asks by a signal again, ends
 * the process at once, with 128 and the number of the signal.
 */
public final class Shutdown {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

    /** What has to be done before the end. */
    @FunctionalInterface
    public interface Step {
        /** Does it. */
        void run() throws Exception;
    }

    private final Step step;
    private final AtomicBoolean begun = new AtomicBoolean();

    /** Does {@code step} when the process is asked to end. */
    public Shutdown(Step step) {
        this.step = step;
    }

    /** Listens to signals from now on. */
    public void listen() {
        SIGNALS.forEach(this::listen);
    }

    /** Begins to stop, unless that has begun before; the process ends when it is done. */
    public boolean begin() {
        boolean first = begun.compareAndSet(false, true);
        if (first) {
            Thread.ofPlatform().name("sallyport-stop").start(() -> System.exit(run()));
        }
        return first;
    }

    /** True where the process was asked to end. */
    public boolean isBegun() {
        return begun.get();
    }

    private int run() {
        try {
            step.run();
            return ExitCode.SUCCESS;
        } catch (Exception failure) {
            FileFailure.of(failure)
                    .ifPresentOrElse(
                            known -> LOG.log(System.Logger.Level.ERROR, "stopping failed: {0}", known.getMessage()),
                            () -> LOG.log(System.Logger.Level.ERROR, "stopping failed", failure));
            return ExitCode.UNEXPECTED;
        }
    }

    /** The platform has no other way to hear a signal twice, and the compiler's warning about this one cannot be mended. */
    private void listen(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object number = signal.getConstructor(String.class).newInstance(name);
            Method told = signal.getMethod("getNumber");
            Object heard =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                        if (method.getName().equals("handle") && !begin()) {
                            Runtime.getRuntime().halt(128 + (int) told.invoke(number));
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null, number, heard);
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            LOG.log(System.Logger.Level.DEBUG, "the signal cannot be heard", absent);
        }
    }
}
