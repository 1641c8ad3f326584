package dev.sallyport.cli;

import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a running gateway serves.
 *
 * @param record what it says of itself to other processes
 * @param servers name to URL
 */
record Served(InstanceRecord record, Map<String, String> servers) {
    /** The ready record: a stable shape that others rely on. */
    String json() {
        ObjectNode ready = JsonNodeFactory.instance.objectNode();
        ready.put("endpoint", record.endpoint());
        ObjectNode urls = ready.putObject("servers");
        servers.forEach(urls::put);
        ready.put("tokenFile", record.tokenFile());
        record.caFile().ifPresentOrElse(file -> ready.put("caFile", file), () -> ready.putNull("caFile"));
        ready.putNull("console");
        ready.put("pid", record.pid());
        return ready.toString();
    }

    /** Writes the ready record in one step. */
    void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path fresh = Files.createTempFile(target.getParent(), ".ready", null);
        Files.write(fresh, json().getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
