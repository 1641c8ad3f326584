package dev.sallyport.transport.child;

/** Why a child is no more. */
public sealed interface ChildEnd {
    /** The stable name of this end, in kebab case. */
    String code();

    /** What happened, for the operator. */
    default String words() {
        return code();
    }

    /**
     * It ended by itself.
     *
     * @param status its exit status; 128 and the number of a signal where one ended it
     */
    record Exited(int status) implements ChildEnd {
        @Override
        public String code() {
            return "exited";
        }

        @Override
        public String words() {
            return "exited with status " + status;
        }
    }

    /** We were asked to stop it. */
    record Stopped() implements ChildEnd {
        @Override
        public String code() {
            return "stopped";
        }
    }

    /**
     * It never ran.
     *
     * @param message what is wrong, where, and how to mend it; for the operator, it names files of this machine
     */
    record StartFailed(String message) implements ChildEnd {
        @Override
        public String code() {
            return "start-failed";
        }

        @Override
        public String words() {
            return message;
        }
    }

    /** It wrote a line over the limit, or did not end one; it was killed. */
    record LineTooLong(int bytesMax) implements ChildEnd {
        @Override
        public String code() {
            return "line-too-long";
        }
    }

    /** It wrote a NUL byte, which no JSON text holds; it was killed. */
    record NulByte() implements ChildEnd {
        @Override
        public String code() {
            return "nul-byte";
        }
    }

    /** It closed its standard output and lived on; it was stopped. */
    record OutputClosed() implements ChildEnd {
        @Override
        public String code() {
            return "output-closed";
        }
    }

    /** Reading it failed, or the listener did; it was killed. */
    record ReadFailed() implements ChildEnd {
        @Override
        public String code() {
            return "read-failed";
        }
    }
}
