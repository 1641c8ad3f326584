package dev.sallyport.path;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * One call of the chaos test. Its text shows whose it is, and so does everything that the server says because of it.
 *
 * @param summed whether it goes by way of the sum
 * @param number different for every call of the client
 */
record ChaosCall(int client, boolean modern, boolean summed, String server, Kind kind, long number) {
    /** What every client says that it is able to do. */
    static final String ABLE = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";

    /** The member of a question's metadata that says to which call it belongs. */
    static final String MARK = "chaos/call";

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":" + ABLE + "%s}";

    /** What a server does for a call before it answers. */
    enum Kind {
        PLAIN,
        ELICITATION,
        SAMPLING,
        ROOTS,
        PROGRESS,
        LOG,
        TOUCH;

        /** True where the client is asked something. */
        boolean asks() {
            return this == ELICITATION || this == SAMPLING || this == ROOTS;
        }

        /** How the text of a call begins that wants this. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same client, server and way, for another call. */
    ChaosCall next(Kind other, long next) {
        return new ChaosCall(client, modern, summed, server, other, next);
    }

    /** Where it is sent. */
    String path() {
        return summed ? "/mcp" : "/mcp/" + server;
    }

    String tool() {
        return summed ? server + "_echo" : "echo";
    }

    /** Its client and way; none is the beginning of another. */
    String who() {
        return "c" + client + (modern ? "-modern" : "-legacy") + (summed ? "-sum" : "-direct");
    }

    /** The resource that only this client subscribes to, in this era and this way. */
    String uri() {
        return "res://" + server + "/" + who();
    }

    String text() {
        return kind == Kind.TOUCH
                ? "touch " + uri() + " " + number
                : kind.word() + " " + who() + " " + server + " " + number;
    }

    /** The text of the right answer. */
    String expected() {
        return kind.asks() ? "answer to " + text() : text();
    }

    /** What an outcome is counted under. */
    String pair() {
        return kind.word() + ", " + (modern ? "modern" : "legacy") + " client, " + server
                + (summed ? " in the sum" : "");
    }

    /** The metadata of a modern request; {@code more} are further members. */
    static String meta(String more) {
        return META.formatted(more);
    }

    /** The request; {@code more} are further members of the parameters, with a comma behind. */
    String body(String more) {
        String log = kind == Kind.LOG ? ",\"io.modelcontextprotocol/logLevel\":\"info\"" : "";
        String token = kind == Kind.PROGRESS ? "\"progressToken\":" + number : "";
        String meta = modern ? meta((token.isEmpty() ? "" : "," + token) + log) : "\"_meta\":{" + token + "}";
        return Mcp.request(
                "" + number,
                "tools/call",
                "{\"name\":\"" + tool() + "\",\"arguments\":{\"text\":\"" + text() + "\"}," + more + meta + "}");
    }

    /** The call to which a question belongs; empty where it does not say. */
    static String marked(JsonNode question) {
        return question.path("params").path("_meta").path(MARK).asString("");
    }

    /** The client's answer to a question of {@code method} that belongs to the call of this text. */
    static String answer(String method, String text) {
        String said = "\"answer to " + text + "\"";
        return switch (method) {
            case "elicitation/create" -> "{\"action\":\"accept\",\"content\":{\"who\":" + said + "}}";
            case "sampling/createMessage" ->
                "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":" + said + "}}";
            default -> "{\"roots\":[{\"uri\":\"file:///chaos\",\"name\":" + said + "}]}";
        };
    }
}
