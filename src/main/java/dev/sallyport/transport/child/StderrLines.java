package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes loggable lines of what a child writes to standard error: never blocks the child, holds one cut line, drops control
 * and formatting characters (terminal escapes, text direction, invisible ones) and counts what is over the rate.
 */
final class StderrLines {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int CHUNK_BYTES = 8 << 10;

    private final int charsMax;
    private final int perMinuteMax;
    private final LongSupplier nanoClock;
    private final Consumer<String> sink;
    private final byte[] line;
    private int held;
    private boolean cut;
    private long minuteNanos;
    private int told;
    private long untold;

    StderrLines(ChildLimits limits, LongSupplier nanoClock, Consumer<String> sink) {
        charsMax = limits.stderrLineCharsMax();
        perMinuteMax = limits.stderrLinesPerMinuteMax();
        this.nanoClock = nanoClock;
        this.sink = sink;
        line = new byte[charsMax * 4];
        minuteNanos = nanoClock.getAsLong();
    }

    /** Reads to the end. */
    void drain(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            accept(chunk, count);
        }
        finish();
    }

    /** Takes the first {@code count} bytes of {@code chunk}. */
    void accept(byte[] chunk, int count) {
        for (int from = 0; from < count; ) {
            int to = from;
            while (to < count && chunk[to] != '\n') {
                to++;
            }
            int kept = Math.min(to - from, line.length - held);
            System.arraycopy(chunk, from, line, held, kept);
            held += kept;
            cut |= kept < to - from;
            if (to < count) {
                endLine();
            }
            from = to + 1;
        }
    }

    /** Tells the unfinished line and the count of what was not told. */
    void finish() {
        endLine();
        tellUntold();
    }

    private void endLine() {
        int length = held;
        held = 0;
        boolean wasCut = cut;
        cut = false;
        if (length == 0) {
            return;
        }
        if (nanoClock.getAsLong() - minuteNanos >= MINUTE_NANOS) {
            tellUntold();
            minuteNanos = nanoClock.getAsLong();
            told = 0;
        }
        if (told == perMinuteMax) {
            untold++;
            return;
        }
        String clean = clean(new String(line, 0, length, UTF_8), wasCut);
        if (!clean.isBlank()) {
            told++;
            sink.accept(clean);
        }
    }

    private void tellUntold() {
        if (untold > 0) {
            sink.accept(untold + " more lines were not logged");
            untold = 0;
        }
    }

    private String clean(String text, boolean wasCut) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), charsMax));
        boolean whole = !wasCut;
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (clean.length() + Character.charCount(c) > charsMax) {
                whole = false;
                break;
            }
            if (c == '\t') {
                clean.append(' ');
            } else if (isPlain(c)) {
                clean.appendCodePoint(c);
            }
        }
        return whole ? clean.toString() : clean.append('…').toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
