package dev.sallyport.transport.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes an event stream apart as its bytes arrive. Comments and unknown fields are skipped; an event over the limit ends the
 * reading. Source: WHATWG HTML, Server-sent events, Parsing an event stream.
 */
final class SseReader {
    /** What is done with each event. */
    interface Events {
        /** An event: its data, which may be empty, its id and its retry time as the stream wrote them, or empty. */
        void event(byte[] data, String id, String retry);
    }

    private static final int FIELD_BYTES_MAX = 1024;

    private final Events events;
    private final int eventBytesMax;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private String id = "";
    private String retry = "";
    private boolean hasData;
    private boolean afterReturn;
    private boolean first = true;

    SseReader(int eventBytesMax, Events events) {
        this.eventBytesMax = eventBytesMax;
        this.events = events;
    }

    /** Takes the next bytes of the stream; false where an event is larger than it may be. */
    boolean read(byte[] bytes, int offset, int length) {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (b != '\n' && b != '\r') {
                afterReturn = false;
                continue;
            }
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                start = i + 1;
                continue;
            }
            afterReturn = b == '\r';
            if (!keep(bytes, start, i)) {
                return false;
            }
            start = i + 1;
            if (!endOfLine()) {
                return false;
            }
        }
        return keep(bytes, start, end);
    }

    private boolean keep(byte[] bytes, int from, int to) {
        line.write(bytes, from, to - from);
        return line.size() <= eventBytesMax + FIELD_BYTES_MAX;
    }

    private boolean endOfLine() {
        byte[] text = line.toByteArray();
        line.reset();
        int from = first && startsWithMark(text) ? 3 : 0;
        first = false;
        if (text.length == from) {
            dispatch();
            return true;
        }
        int colon = from;
        while (colon < text.length && text[colon] != ':') {
            colon++;
        }
        int value = colon + 1 < text.length && text[colon + 1] == ' ' ? colon + 2 : Math.min(colon + 1, text.length);
        return field(new String(text, from, colon - from, StandardCharsets.ISO_8859_1), text, value);
    }

    private boolean field(String name, byte[] text, int from) {
        switch (name) {
            case "data" -> {
                if (hasData) {
                    data.write('\n');
                }
                hasData = true;
                data.write(text, from, text.length - from);
                return data.size() <= eventBytesMax;
            }
            case "id" -> id = shortText(text, from);
            case "retry" -> retry = digits(shortText(text, from));
            default -> {}
        }
        return true;
    }

    private void dispatch() {
        if (hasData || !id.isEmpty() || !retry.isEmpty()) {
            events.event(data.toByteArray(), id, retry);
        }
        data.reset();
        hasData = false;
        id = "";
        retry = "";
    }

    /** An id with a control character, or one that is too long, is as good as none. */
    private static String shortText(byte[] text, int from) {
        String value = new String(text, from, text.length - from, StandardCharsets.UTF_8);
        boolean plain = value.length() <= FIELD_BYTES_MAX && value.chars().allMatch(c -> c > 0x1f && c < 0x7f);
        return plain ? value : "";
    }

    private static String digits(String value) {
        return value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9') ? value : "";
    }

    private static boolean startsWithMark(byte[] text) {
        return text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
    }
}
