package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Clip;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What signals are computed from: how one exchange ended, without any of its content.
 *
 * @param atMillis when it ended
 * @param principal who called
 * @param peer from which address
 * @param credential the hash of what was shown and accepted; empty for none
 * @param session the name of its legacy session; empty for none
 * @param tool what was called
 * @param marks what is true of it
 * @param bytesIn the size of the request
 * @param bytesOut the size of what came back
 * @param exchange its id
 */
record Observation(
        long atMillis,
        Principal principal,
        String peer,
        String credential,
        String session,
        Tool tool,
        Set<Mark> marks,
        long bytesIn,
        long bytesOut,
        String exchange) {
    private static final int NAME_CHARS_MAX = 256;
    /** What nearly all exchanges are: one set for all of them. */
    private static final Set<Mark> ORDINARY_MARKS = EnumSet.of(Mark.CALL, Mark.LISTED, Mark.ANSWERED);

    private static final Set<String> ORDINARY = Set.of(
            "access.held",
            "access.approval-expired",
            "scope.insufficient",
            "scope.token",
            "session.missing",
            "session.unknown",
            "session.revoked",
            "token.nonce",
            "token.time",
            "token.unavailable");

    /**
     * What was called.
     *
     * @param server at which server
     * @param name by the server's own name; empty where nothing was called
     */
    record Tool(String server, String name) {
        /** Nothing. */
        static final Tool NONE = new Tool("", "");
    }

    /** What may be true of an exchange. */
    enum Mark {
        /** A tool was called, a prompt or a resource asked for. */
        CALL,
        /** What was called is a tool or a prompt, of which a server has a list, and no resource, of which it has any number. */
        LISTED,
        /** A task was asked after, which may bring what a call did not. */
        TASK,
        /** The server answered. */
        ANSWERED,
        /** It was refused for what the caller did, and not for what is usual between honest programs. */
        REFUSED,
        /** No server has what was asked for. */
        UNKNOWN,
        /** A proof, a state or a signature was refused. */
        REPLAYED,
        /** A token or key was found in arguments. */
        SECRET,
        /** The session of somebody else was shown. */
        FOREIGN,
        /** What was called reaches beyond its server. */
        SENDING
    }

    /** True where it is known who called. */
    boolean isOfSomebody() {
        return !(principal instanceof Principal.Anonymous);
    }

    boolean is(Mark mark) {
        return marks.contains(mark);
    }

    /** What is to be seen of {@code exchange}, which ended at {@code nowMillis}; {@code sending} says what reaches out. */
    static Observation of(Exchange exchange, long nowMillis, Sending sending) {
        EnumSet<Mark> marks = EnumSet.noneOf(Mark.class);
        String name = "";
        if (exchange.readMessage() instanceof Message.Request shown) {
            Message.Request resolved = exchange.resolved();
            Message.Request asked = resolved == null ? shown : resolved;
            name = name(asked);
            if (TaskForm.isMethod(asked.method())) {
                marks.add(Mark.TASK);
            } else if (!name.isEmpty()) {
                marks.add(Mark.CALL);
                if (McpMethod.hasArguments(asked.method())) {
                    marks.add(Mark.LISTED);
                }
                if (sending.isSending(exchange)) {
                    marks.add(Mark.SENDING);
                }
            }
        }
        if (exchange.outcome() == Outcome.ANSWERED) {
            marks.add(Mark.ANSWERED);
        }
        List<Exchange.Note> notes = exchange.notes();
        for (int i = 0; i < notes.size(); i++) {
            mark(marks, notes.get(i));
        }
        Session session = exchange.session();
        return new Observation(
                nowMillis,
                exchange.principal(),
                exchange.envelope().peer(),
                exchange.isIdentified() ? exchange.authentication().credential() : "",
                session == null ? "" : session.id(),
                name.isEmpty() ? Tool.NONE : new Tool(exchange.server(), name),
                marks.equals(ORDINARY_MARKS) ? ORDINARY_MARKS : marks,
                exchange.bytesIn(),
                exchange.bytesOut(),
                exchange.id());
    }

    /** What was called by its name; empty where nothing was, and for a task, whose id is the server's. */
    private static String name(Message.Request asked) {
        String member = TaskForm.isMethod(asked.method()) ? "" : McpMethod.nameMember(asked.method());
        String name = member.isEmpty() ? "" : asked.params().path(member).asString("");
        return Clip.start(name, NAME_CHARS_MAX);
    }

    private static void mark(Set<Mark> marks, Exchange.Note note) {
        Reason reason = note.reason();
        String practice = reason.practice();
        String code = reason.code();
        boolean judged =
                switch (practice) {
                    case "gateway" -> code.equals("not-found");
                    case "upstream", "stream", "ratelimit", "audit" -> false;
                    default -> true;
                };
        switch (note.verdict()) {
            case "deny" -> {
                if (judged && !ORDINARY.contains(practice + "." + code)) {
                    marks.add(Mark.REFUSED);
                }
                if (code.equals("unknown-tool") || code.equals("unknown-target")) {
                    marks.add(Mark.UNKNOWN);
                }
                if (code.equals("proof") || code.equals("request-state") || code.equals("sealed")) {
                    marks.add(Mark.REPLAYED);
                }
            }
            case "hijack" -> marks.add(Mark.FOREIGN);
            default -> {}
        }
        if (code.equals("secret-argument")) {
            marks.add(Mark.SECRET);
        }
    }
}
