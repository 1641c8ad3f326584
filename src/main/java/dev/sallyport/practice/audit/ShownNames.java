package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Clip;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What an entry says of names that a caller chose: cut, without what looks like a secret, and of a URI neither who it is for nor what is asked
 * by its query, which is an argument.
 */
public final class ShownNames {
    private static final int CHARS_MAX = 256;
    private static final int LOOKED_AT_CHARS_MAX = 4 * 1024;
    private static final int TASK_CHARS = 8;
    private static final String URI = "uri";
    /** Behind its scheme, and behind the slashes of any URI inside it; the next slash ends it, so that no character is looked at often. */
    private static final Pattern FOR_WHOM = Pattern.compile(
            "(^[\\s\\p{Cntrl}]*[a-z][a-z0-9+.-]*:|(?:https?|wss?|ftp):[/\\\\]++|://)[^/\\\\?#]*@",
            Pattern.CASE_INSENSITIVE);
    /** Any query, as in a pattern of a policy. */
    private static final String ANY_QUERY = "?*";

    private final UnaryOperator<String> masked;

    /** Takes secrets out of a text by {@code masked}. */
    public ShownNames(UnaryOperator<String> masked) {
        this.masked = masked;
    }

    /** Adds what was asked for by the server's own name; and as the client said it, where that is another. */
    void add(EntryBytes entry, Message.Request asked, Exchange exchange) {
        if (TaskForm.isMethod(asked.method())) {
            // the id may be all that a server asks for
            String id = asked.params().path(TaskForm.ID).asString("");
            entry.put("task", Clip.end(id, TASK_CHARS));
            if (!exchange.definition().isNone()) {
                entry.put("name", shown(exchange.definition().name()));
            }
            return;
        }
        String exposed = name(asked);
        Message.Request resolved = exchange.resolved();
        String own = resolved == null ? exposed : name(resolved);
        if (!exposed.isEmpty()) {
            entry.put("name", own);
        }
        if (!own.equals(exposed)) {
            entry.put("exposed", exposed);
        }
    }

    private String name(Message.Request request) {
        String member = McpMethod.nameMember(request.method());
        String name = member.isEmpty() ? "" : request.params().path(member).asString("");
        return member.equals(URI) ? shown(bare(name)) : shown(name);
    }

    /** {@code text} as an entry may have it. */
    public String shown(String text) {
        return Clip.start(masked.apply(Clip.start(text, LOOKED_AT_CHARS_MAX)), CHARS_MAX);
    }

    private static String bare(String uri) {
        String looked = FOR_WHOM.matcher(Clip.start(uri, LOOKED_AT_CHARS_MAX)).replaceAll("$1");
        int query = looked.indexOf('?');
        int fragment = looked.indexOf('#');
        if (query >= 0 && (fragment < 0 || query < fragment)) {
            return looked.substring(0, query) + ANY_QUERY;
        }
        return fragment < 0 ? looked : looked.substring(0, fragment);
    }
}
