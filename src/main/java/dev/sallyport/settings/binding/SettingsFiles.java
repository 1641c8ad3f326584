package dev.sallyport.settings.binding;

import dev.sallyport.protocol.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files of one reading of settings: the settings file and those that it refers to. One thread at a time.
 *
 * <p>A file is stamped before it is read, so that a change during the reading counts as one. A stamp follows symbolic
 * links, so a swapped link (a mounted ConfigMap) is a change.
 */
public final class SettingsFiles {
    private final Map<Path, String> stamps = new LinkedHashMap<>();
    private final Map<Path, String> digests = new HashMap<>();

    /** No file read yet. */
    public SettingsFiles() {}

    /** True where a file has another time, size or identity than when it was read; costs one system call a file. */
    public boolean changed() {
        return stamps.entrySet().stream().anyMatch(e -> !e.getValue().equals(stamp(e.getKey())));
    }

    /** True where {@code file} is one of them, also one that is not there. */
    public boolean has(Path file) {
        return stamps.containsKey(file);
    }

    /** What tells the state of the files now from the next. */
    public String stamp() {
        return stamps.keySet().stream().map(SettingsFiles::stamp).collect(Collectors.joining("\n"));
    }

    /**
     * The content of a plain file.
     *
     * @throws IOException where it cannot be read, is no plain file or is larger
     */
    public byte[] read(Path file, int sizeMaxBytes) throws IOException {
        stamps.putIfAbsent(file, stamp(file));
        if (!Files.isRegularFile(file)) {
            throw new IOException(Files.exists(file) ? "is not a plain file" : "does not exist");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(sizeMaxBytes + 1);
            if (bytes.length > sizeMaxBytes) {
                throw new IOException("is larger than " + sizeMaxBytes / 1024 + "KiB");
            }
            digests.put(file, HexFormat.of().formatHex(Sha256.of(bytes)));
            return bytes;
        }
    }

    /** The SHA-256 of {@code file} as it was read last, in hexadecimal; empty where it was not. */
    public String digest(Path file) {
        return digests.getOrDefault(file, "");
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException _) {
            return "absent";
        }
    }

    /** What {@code bytes} say as UTF-8. Throws where they are none. */
    public static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
