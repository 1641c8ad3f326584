package dev.sallyport.transport.child;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Signals to a whole process group, which the Java platform cannot send. Source: POSIX.1, kill(). */
final class Signals {
    /** SIGTERM: please end. */
    static final int TERMINATE = 15;

    /** SIGKILL: ends without being asked. */
    static final int KILL = 9;

    private static final Optional<MethodHandle> KILL_CALL = link();

    private Signals() {}

    /**
     * Sends {@code signal} to every process of group {@code leader}, at once; a group that is gone is none. False where this
     * application may not call the system.
     */
    static boolean toGroup(long leader, int signal) {
        // kill(-1) would reach every process of the user, kill(0) our own group
        if (leader <= 1) {
            throw new IllegalArgumentException("no group of a child: " + leader);
        }
        if (KILL_CALL.isEmpty()) {
            return false;
        }
        try {
            int _ = (int) KILL_CALL.get().invokeExact(Math.toIntExact(-leader), signal);
            return true;
        } catch (Throwable e) {
            throw new IllegalStateException("kill() cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // native access is granted to this application on its command line
    private static Optional<MethodHandle> link() {
        try {
            Linker linker = Linker.nativeLinker();
            return Optional.of(linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
        } catch (IllegalCallerException | UnsupportedOperationException | NoSuchElementException e) {
            return Optional.empty();
        }
    }
}
