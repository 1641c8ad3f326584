package dev.sallyport.cli;

import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a running gateway serves.
 *
 * @param record what it says of itself to other processes
 */
record Served(InstanceRecord record) {
    /** Each server's name and URL. */
    Map<String, String> servers() {
        return urls(record.servers(), record::url);
    }

    /** Each profile's name and URL. */
    Map<String, String> profiles() {
        return urls(record.profiles(), record::profileUrl);
    }

    private static Map<String, String> urls(List<String> names, UnaryOperator<String> url) {
        Map<String, String> urls = new LinkedHashMap<>();
        names.forEach(name -> urls.put(name, url.apply(name)));
        return urls;
    }

    /** The ready record: a stable shape that others rely on. */
    String json() {
        ObjectNode ready = JsonNodeFactory.instance.objectNode();
        ready.put("endpoint", record.endpoint());
        ObjectNode urls = ready.putObject("servers");
        servers().forEach(urls::put);
        profiles().forEach(ready.putObject("profiles")::put);
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
