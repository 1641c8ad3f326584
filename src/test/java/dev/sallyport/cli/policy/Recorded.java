package dev.sallyport.cli.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An audit trail of so many calls, a second apart. */
final class Recorded {
    private final List<ObjectNode> lines = new ArrayList<>();

    /** A call of the owner that was let through. */
    Recorded local(String tool) {
        return add(entry(tool).put("principal", "local"), "owner", "");
    }

    /** A call of the owner that was refused. */
    Recorded refused(String tool, String reason) {
        return add(entry(tool).put("principal", "local"), "", reason);
    }

    /** A call of a user of an issuer, who is in a group and uses a program. */
    Recorded user(String subject, String group, String tool) {
        ObjectNode entry = entry(tool);
        entry.put("principal", "https://idp.example#" + subject);
        entry.put("issuer", "https://idp.example").put("subject", subject).put("client", "ide");
        entry.putArray("groups").add(group);
        return add(entry, "engineers", "");
    }

    /** What the server asked within the last one. */
    Recorded asked(String method, String decision) {
        lines.getLast().withArray("asked").addObject().put("method", method).put("decision", decision);
        return this;
    }

    /** What was known of the caller of the last one, and the claims that its policy named. */
    Recorded vouched(String facts, String claims) {
        JsonMapper json = JsonMapper.shared();
        lines.getLast().setAll((ObjectNode) json.readTree(facts.replace('\'', '"')));
        lines.getLast().withObject("/policy").set("claims", json.readTree(claims.replace('\'', '"')));
        return this;
    }

    private ObjectNode entry(String tool) {
        int slash = tool.indexOf('/');
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("time", "2026-11-01T10:00:%02dZ".formatted(lines.size()));
        entry.put("exchange", "x-" + (lines.size() + 1));
        entry.put("server", tool.substring(0, slash)).put("name", tool.substring(slash + 1));
        return entry.put("method", "tools/call").put("carrier", "http").put("peer", "127.0.0.1");
    }

    private Recorded add(ObjectNode entry, String statement, String reason) {
        entry.put("event", reason.isEmpty() ? "answered" : "denied");
        ObjectNode policy = entry.putObject("policy").put("version", "0123456789ab");
        policy.put("decision", reason.equals("access.held") ? "hold" : reason.startsWith("access.") ? "deny" : "allow");
        if (!statement.isEmpty()) {
            policy.put("statement", statement);
        }
        if (!reason.isEmpty()) {
            entry.putArray("verdicts").addObject().put("verdict", "deny").put("reason", reason);
        }
        lines.add(entry);
        return this;
    }

    /** Writes it into a home; the last line is not whole. */
    void in(Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve("audit"));
        String whole =
                lines.stream().map(JsonMapper.shared()::writeValueAsString).collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("i-1.jsonl"), whole + "\n{\"time\":\"2026");
    }
}
