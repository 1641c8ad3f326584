package dev.sallyport.ledger.verify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipException;

/**
 * A segment as a folder has it. Where it is there in several forms, because a process ended while it changed the form, the one that says
 * most counts: lines before compressed lines before hashes.
 *
 * @param folder where it is
 * @param first its first entry
 * @param form how it is kept
 */
record Part(Path folder, long first, Form form) {
    private static final Pattern NAME = Pattern.compile("([0-9]{16})\\.(jsonl|jsonl\\.gz|hashes)");
    /** What every compressed segment begins with: no name, no time, and one extra field of 4 bytes. Source: RFC 1952 §2.3. */
    private static final byte[] HEAD = HexFormat.of().parseHex("1f8b08040000000000ff08005350" + "0400");

    private static final int CHECK_BYTES = 4;
    private static final int TAIL_BYTES = 8;
    private static final int CHUNK_BYTES = 1 << 16;

    /** How a segment is kept; of two forms of one segment the earlier counts. */
    enum Form {
        LINES("jsonl"),
        COMPRESSED("jsonl.gz"),
        HASHES("hashes");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }
    }

    /** Those of a ledger, in order, each once. */
    static List<Part> in(Path folder) throws IOException {
        TreeMap<Long, Part> parts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> new Part(folder, Long.parseLong(name.group(1)), form(name.group(2))))
                    .forEach(part -> parts.merge(
                            part.first(), part, (one, other) -> one.form().compareTo(other.form()) < 0 ? one : other));
        }
        return List.copyOf(parts.values());
    }

    private static Form form(String suffix) {
        return Arrays.stream(Form.values())
                .filter(form -> form.suffix.equals(suffix))
                .findFirst()
                .orElseThrow();
    }

    /** The name of its file. */
    String file() {
        return String.format(Locale.ROOT, "%016d.%s", first, form.suffix);
    }

    /** The same part as it is kept now, where its form was changed since it was listed; empty where it is gone. */
    Optional<Part> now() {
        return Arrays.stream(Form.values())
                .map(each -> new Part(folder, first, each))
                .filter(part -> Files.exists(folder.resolve(part.file())))
                .findFirst();
    }

    /** How long its file is; 0 where that cannot be told. */
    long sizeBytes() {
        Path path = folder.resolve(file());
        try {
            return Files.isRegularFile(path) ? Files.size(path) : 0;
        } catch (IOException _) {
            return 0;
        }
    }

    /** True where something has its name that is no file: a pipe would be waited for. */
    boolean isForeign() {
        Path path = folder.resolve(file());
        return Files.exists(path) && !Files.isRegularFile(path);
    }

    /**
     * What was written to it; of a pruned one the hashes.
     *
     * @param read is told how many bytes of the file were read
     * @throws ZipException where it is not what was compressed
     */
    InputStream open(LongConsumer read) throws IOException {
        Path path = folder.resolve(file());
        if (form == Form.COMPRESSED) {
            checkFrame(path);
        }
        InputStream in = new FilterInputStream(Files.newInputStream(path)) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                int count = super.read(target, from, length);
                read.accept(Math.max(0, count));
                return count;
            }
        };
        if (form != Form.COMPRESSED) {
            return in;
        }
        in.skipNBytes(HEAD.length + (long) CHECK_BYTES);
        return new Member(in);
    }

    /** The head is the only one there is, and its extra field has the CRC-32C of all bytes between it and the last eight. */
    private static void checkFrame(Path path) throws IOException {
        long left = Files.size(path) - HEAD.length - CHECK_BYTES - TAIL_BYTES;
        try (InputStream in = Files.newInputStream(path)) {
            boolean headed = left > 0 && Arrays.equals(in.readNBytes(HEAD.length), HEAD);
            int said = headed
                    ? ByteBuffer.wrap(in.readNBytes(CHECK_BYTES))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt()
                    : 0;
            CRC32C crc = new CRC32C();
            byte[] chunk = new byte[CHUNK_BYTES];
            while (headed && left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    break;
                }
                crc.update(chunk, 0, read);
                left -= read;
            }
            if (!headed || (int) crc.getValue() != said) {
                throw new ZipException("another frame");
            }
        }
    }
}
