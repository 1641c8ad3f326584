package dev.sallyport.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code openssl}, which every machine that runs these tests has. */
public final class OpenSsl {
    private static final int PATIENCE_SECONDS = 60;

    private OpenSsl() {}

    /** How a run of it ended. */
    public record Ended(int code, String text) {}

    /** Runs it in {@code folder}, says {@code words}, and ends when {@code awaited} has been heard. */
    public static Ended speak(Path folder, String words, String awaited, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        StringBuilder text = new StringBuilder();
        try (InputStream out = process.getInputStream()) {
            byte[] part = new byte[4096];
            for (int read = out.read(part); read >= 0; read = out.read(part)) {
                text.append(new String(part, 0, read, StandardCharsets.UTF_8));
                if (text.indexOf(awaited) >= 0) {
                    process.getOutputStream().close();
                }
            }
        }
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Ended(process.exitValue(), text.toString());
    }

    /** Runs it in {@code folder} with nothing on its standard input. */
    public static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String text;
        try (InputStream out = process.getInputStream()) {
            text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("openssl does not end: " + text);
        }
        return new Ended(process.exitValue(), text);
    }
}
