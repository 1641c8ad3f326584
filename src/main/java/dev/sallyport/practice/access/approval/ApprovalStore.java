package dev.sallyport.practice.access.approval;

import java.io.IOException;
import java.util.List;

/** Where requests and approvals outlive the process. Several processes may use one store at once. */
public interface ApprovalStore {
    /**
     * A request, or an approval that was not used up.
     *
     * @param name of the request, which its approval has too
     * @param given whether somebody agreed
     * @param untilMillis when it is over, in milliseconds since 1970
     * @param body all else, as {@link Approvals} writes it
     */
    record Kept(String name, boolean given, long untilMillis, String body) {}

    /** All that is kept; may block. */
    List<Kept> load() throws IOException;

    /** Keeps what is new, soon; what fails is logged, and then it does not outlive the process. */
    void add(Kept kept);

    /** Keeps what has become of it, soon, where it is still there. */
    void change(Kept kept);

    /** Keeps it no longer, soon. */
    void remove(String name);

    /** Waits until all that was said so far is kept, or could not be. May block. */
    void flush() throws IOException;

    /**
     * Uses up the approval {@code name}: true for one caller alone, of all processes, also where they are killed. May block.
     *
     * @throws IOException where that cannot be made to last; then it is not used up, or nobody can use it any more
     */
    boolean use(String name) throws IOException;
}
