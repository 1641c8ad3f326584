package dev.sallyport.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The few forms of DER that a certificate needs, written only: nothing here reads. Source: ITU-T X.690 §8, §10, §11. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int CONSTRUCTED = 0x20;
    private static final int CONTEXT = 0x80;
    private static final DateTimeFormatter SHORT_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter LONG_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, join(parts));
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    static byte[] truth() {
        return element(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] octets(byte[] content) {
        return element(0x04, content);
    }

    /** A string of bits, of which the last {@code unused} of the last byte do not count. */
    static byte[] bits(int unused, byte... content) {
        return element(0x03, join(new byte[] {(byte) unused}, content));
    }

    /** An object identifier such as {@code 2.5.29.19}. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    content.write(((arc >>> shift) & 0x7f) | 0x80);
                }
            }
            content.write(arc & 0x7f);
        }
        return element(0x06, content.toByteArray());
    }

    /** A time to the second, in the form that its year demands. Source: RFC 5280 §4.1.2.5. */
    static byte[] time(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        return utc.getYear() < 2050
                ? element(0x17, SHORT_TIME.format(utc).getBytes(StandardCharsets.US_ASCII))
                : element(0x18, LONG_TIME.format(utc).getBytes(StandardCharsets.US_ASCII));
    }

    /** A plain value with the context's tag {@code number} in place of its own. */
    static byte[] implicit(int number, byte[] content) {
        return element(CONTEXT | number, content);
    }

    /** Elements within the context's tag {@code number}. */
    static byte[] tagged(int number, byte[]... parts) {
        return element(CONTEXT | CONSTRUCTED | number, join(parts));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            element.write(0x80 | (length.length - from));
            element.write(length, from, length.length - from);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
