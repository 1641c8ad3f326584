package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.Disk;
import dev.sallyport.ledger.disk.Gzip;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * Changes the form of segments that are not written to any more. The new form is whole and on the disk before the old is deleted; where a
 * segment is not what was written, it stays as it is. Used by one thread, which alone does this to the ledger.
 */
final class SegmentAgeing {
    private static final String UNFINISHED = ".tmp";
    private static final byte[] NEWLINE = {'\n'};

    private final Disk disk;
    private final SegmentReader reader;

    SegmentAgeing(Disk disk) {
        this.disk = disk;
        this.reader = new SegmentReader(disk);
    }

    /**
     * A segment that is full.
     *
     * @param name how it is kept
     * @param end the first entry behind it
     * @param closed the latest that can be told of its end: when the next one began, it, or one before it; a clock may have been set back
     */
    record Full(SegmentName name, long end, Instant closed) {}

    /** The segments that are full at {@code now}, oldest first, after what a process that ended in between has left was tidied up. */
    List<Full> full(Instant now) throws IOException {
        List<SegmentName> segments = Recovery.segments(disk);
        List<Full> full = new ArrayList<>();
        // until the beginning of the last one is on the disk, the one before it may have to be gone on with
        if (segments.size() < 2 || !isBegun(segments.getLast())) {
            return full;
        }
        Instant before = Instant.MIN;
        Instant began = reader.began(segments.getFirst());
        for (int i = 0; i + 1 < segments.size(); i++) {
            SegmentName next = segments.get(i + 1);
            Instant nextBegan = reader.began(next);
            full.add(new Full(segments.get(i), next.first(), latest(before, began, nextBegan)));
            // a time that is yet to come says nothing of the segments behind it
            before = began.isAfter(now) ? before : latest(before, began);
            began = nextBegan;
        }
        tidy(full);
        return full;
    }

    private static Instant latest(Instant... times) {
        return Collections.max(Arrays.asList(times));
    }

    private boolean isBegun(SegmentName last) throws IOException {
        if (last.form() != SegmentName.Form.LINES || reader.head(last).isEmpty()) {
            return false;
        }
        try (Disk.DiskFile file = disk.openToRead(last.file())) {
            file.force();
        }
        return true;
    }

    /** Deletes files that were not finished, and forms that do not count, the latter only where the one that counts is whole. */
    private void tidy(List<Full> full) throws IOException {
        List<String> names = disk.names();
        for (String name : names) {
            if (name.endsWith(UNFINISHED)
                    && SegmentName.of(name.substring(0, name.length() - UNFINISHED.length()))
                            .isPresent()) {
                disk.delete(name);
            }
        }
        for (Full each : full) {
            List<String> others = Stream.of(SegmentName.Form.values())
                    .filter(form -> form != each.name().form())
                    .map(form -> each.name().as(form).file())
                    .filter(names::contains)
                    .toList();
            if (!others.isEmpty() && isWhole(each)) {
                for (String other : others) {
                    disk.delete(other);
                }
            }
        }
    }

    private boolean isWhole(Full full) throws IOException {
        try {
            return reader.copy(full, (_, _, _, _) -> {});
        } catch (EOFException | ZipException _) {
            return false;
        }
    }

    /** Compresses it; false where it is not what was written. */
    boolean compress(Full full) throws IOException {
        SegmentName to = full.name().as(SegmentName.Form.COMPRESSED);
        Deletion any = last -> {
            last.run();
            return true;
        };
        return change(full, to, any, file -> {
            try (Gzip gzip = new Gzip(file)) {
                boolean whole = reader.copy(full, (bytes, from, end, _) -> {
                    gzip.write(bytes, from, end);
                    gzip.write(NEWLINE, 0, 1);
                });
                gzip.finish();
                return whole;
            }
        });
    }

    /** Says at the last moment whether entries may be deleted. */
    @FunctionalInterface
    interface Deletion {
        /** Does {@code last}, the deletion; false where it may not be done. */
        boolean isDone(Hold.Step last) throws IOException;
    }

    /** True where the segment before it has something behind the end that the head of this one tells. */
    private boolean endsAnother(SegmentName segment) throws IOException {
        return reader.head(segment).orElse("").contains(SegmentHead.ABANDONED)
                && Recovery.segments(disk).stream()
                        .filter(each -> each.first() < segment.first())
                        .max(Comparator.naturalOrder())
                        .filter(before -> before.form() == SegmentName.Form.LINES)
                        .isPresent();
    }

    /** Keeps the hashes of its entries alone, which {@code tellings} sees before; false where it is not what was written. */
    boolean prune(Full full, Tellings tellings, Deletion deletion) throws IOException {
        if (endsAnother(full.name())) {
            throw new IOException("it says where the segment before it ends");
        }
        SegmentName to = full.name().as(SegmentName.Form.HASHES);
        return change(full, to, deletion, file -> {
            ByteBuffer hashes = ByteBuffer.allocate(1 << 16);
            long[] at = {0};
            boolean whole = reader.copy(full, (bytes, from, end, leaf) -> {
                tellings.see(bytes, from, end);
                hashes.put(leaf);
                if (!hashes.hasRemaining()) {
                    at[0] = file.writeAll(hashes.flip(), at[0]);
                    hashes.clear();
                }
            });
            at[0] = file.writeAll(hashes.flip(), at[0]);
            return whole;
        });
    }

    /** Writes the new form. */
    @FunctionalInterface
    private interface Form {
        boolean write(Disk.DiskFile file) throws IOException;
    }

    private boolean change(Full full, SegmentName to, Deletion deletion, Form form) throws IOException {
        String unfinished = to.file() + UNFINISHED;
        disk.delete(unfinished);
        try (Disk.DiskFile file = disk.open(unfinished, true)) {
            if (!form.write(file)) {
                disk.delete(unfinished);
                return false;
            }
            file.force();
        }
        boolean done = false;
        try {
            done = deletion.isDone(() -> {
                disk.rename(unfinished, to.file());
                disk.delete(full.name().file());
            });
        } finally {
            if (!done) {
                disk.delete(unfinished);
            }
        }
        if (!done) {
            throw new IOException("a legal hold began");
        }
        return true;
    }
}
