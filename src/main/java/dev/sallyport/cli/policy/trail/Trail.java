package dev.sallyport.cli.policy.trail;

import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The audit trail of a home, read from its files; a line that is not whole, because it is just being written, is passed over. */
public final class Trail {
    private static final Pattern SINCE = Pattern.compile("([0-9]{1,6})([smhd])");

    private final Path folder;

    /** That of the home in {@code home}; may be empty. */
    public Trail(Path home) {
        this.folder = home.resolve("audit");
    }

    /** The folder of its files. */
    public Path folder() {
        return folder;
    }

    /** Shows {@code visitor} the recorded calls that began at {@code since} or later, file by file. */
    public void calls(Instant since, Consumer<RecordedCall> visitor) throws IOException {
        for (Path segment : segments(since)) {
            try (BufferedReader lines = Files.newBufferedReader(segment, StandardCharsets.UTF_8)) {
                JsonReader reader = new JsonReader();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                    if (reader.read(bytes) instanceof JsonRead.Value entry) {
                        RecordedCall.of(entry.root()).stream()
                                .filter(call -> !call.time().isBefore(since))
                                .forEach(visitor);
                    }
                }
            }
        }
    }

    /** The call of an exchange; empty where the trail has none that the policy was asked about. */
    public Optional<RecordedCall> call(String exchange) throws IOException {
        List<RecordedCall> found = new ArrayList<>();
        calls(Instant.MIN, call -> {
            if (call.exchange().equals(exchange)) {
                found.add(call);
            }
        });
        return found.stream().findFirst();
    }

    /** The files whose newest entry is not older, the oldest first. */
    private List<Path> segments(Instant since) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        record Dated(Path file, Instant time) {}
        List<Dated> dated = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*.jsonl")) {
            for (Path file : files) {
                dated.add(new Dated(file, Files.getLastModifiedTime(file).toInstant()));
            }
        }
        return dated.stream()
                .filter(each -> !each.time().isBefore(since))
                .sorted(Comparator.comparing(Dated::time).thenComparing(Dated::file))
                .map(Dated::file)
                .toList();
    }

    /** The time that {@code text} writes: so long before {@code now} ({@code 7d}, {@code 12h}), or a time of its own; empty otherwise. */
    public static Optional<Instant> since(String text, Instant now) {
        Matcher span = SINCE.matcher(text.toLowerCase(Locale.ROOT));
        if (span.matches()) {
            long count = Long.parseLong(span.group(1));
            Duration back =
                    switch (span.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            return Optional.of(now.minus(back));
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (java.time.format.DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
