package dev.sallyport.transport.stdio;

import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.LegacyMethod;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Whom concerns what a child says without naming a call. A child that one client alone uses speaks to that client. One that several
 * use is heard by a call only where it can work for no other: those that were given up, and those that go on without their client,
 * may have something to say as well. Used under the lock of its connection. Source: MCP 2025-11-25, Transports, Sending Messages to
 * the Server; MCP 2026-07-28, Logging.
 */
final class Attribution {
    private static final String RESOURCE_UPDATED = "notifications/resources/updated";

    private final LeftCalls left;
    private String client = "";
    private boolean several;
    private long droppedCount;

    /** Nobody uses the child yet; {@code goesOn} is what all children of the server taught of calls that were given up. */
    Attribution(AtomicBoolean goesOn) {
        left = new LeftCalls(goesOn);
    }

    /** Calls that were given up. */
    LeftCalls left() {
        return left;
    }

    /** Notes who uses the child. */
    void uses(StdioCall call) {
        several |= !call.isOfOneClient() || !(client.isEmpty() || client.equals(call.owner()));
        client = call.owner();
    }

    /** True where several clients use the child, so that not all of it is for each to hear. */
    boolean isOfSeveral() {
        return several;
    }

    /** True for what is of no call: a ping, that something changed, and what names a task, whose owner is known elsewhere. */
    static boolean isOfNoCall(Message.Spoken said) {
        return switch (said) {
            case Message.Notification note ->
                note.method().endsWith(StdioConnection.LIST_CHANGED)
                        || note.method().equals(RESOURCE_UPDATED)
                        || note.method().startsWith(McpMethod.TASK_CHANGED);
            case Message.Request question ->
                question.method().equals(LegacyMethod.PING) || TaskForm.namesTask(question.params());
            case Message.Response _ -> false;
        };
    }

    /** The one call of {@code waiting} for which {@code said} can have been said, or null: then nobody hears it. */
    @Nullable
    StdioCall of(Message.Spoken said, Collection<StdioCall> waiting, long nowNanos) {
        Set<String> parties = new HashSet<>();
        StdioCall heard = null;
        for (StdioCall call : waiting) {
            if (call.mayRun(nowNanos) && call.work().maySay(said)) {
                parties.add(call.work().party());
                heard = call.isDetached() ? heard : call;
            }
        }
        left.running(nowNanos).stream().filter(work -> work.maySay(said)).forEach(work -> parties.add(work.party()));
        boolean progressed = said.method().equals(McpMethod.PROGRESS);
        StdioCall only = parties.isEmpty() ? ofTask(said, waiting) : parties.size() == 1 ? heard : null;
        // progress names its call, and this one waits no more
        if (only == null || progressed) {
            droppedCount += said.method().equals(McpMethod.LOG) ? 1 : 0;
            return null;
        }
        return only;
    }

    /** The only call that waits for the end of a task: its questions have to name the task, and not all do. */
    private static @Nullable StdioCall ofTask(Message.Spoken said, Collection<StdioCall> waiting) {
        StdioCall only = null;
        for (StdioCall call : waiting) {
            if (said instanceof Message.Request && call.awaitsTask()) {
                if (only != null) {
                    return null;
                }
                only = call;
            }
        }
        return only;
    }

    /** How many log messages were dropped. */
    long droppedCount() {
        return droppedCount;
    }
}
