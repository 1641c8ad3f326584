package dev.sallyport.settings.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Another process of the same user: opens the home, publishes an instance, says so, and waits for a line. */
final class Neighbour {
    private Neighbour() {}

    /** Takes the home as its argument; prints the token; then `close` closes, anything else leaves the folder behind. */
    public static void main(String[] args) throws IOException {
        SecureRandom random = new SecureRandom();
        Home home = Home.open(Path.of(args[0]));
        Instance instance = home.newInstance(random, _ -> {});
        instance.publish(record(home, "run"));
        System.out.println(home.token(random));
        String line = new String(System.in.readNBytes(5), StandardCharsets.US_ASCII);
        if (line.equals("close")) {
            instance.close();
        }
        Runtime.getRuntime().halt(0);
    }

    static InstanceRecord record(Home home, String command) {
        return new InstanceRecord(
                ProcessHandle.current().pid(),
                Instant.ofEpochSecond(1_800_000_000),
                command,
                "http://127.0.0.1:7337/mcp",
                List.of("everything"),
                List.of(),
                false,
                home.tokenFile().toString(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of("/run/control.sock"),
                Optional.empty());
    }
}
