package dev.sallyport.crypto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file: what stands behind {@code BEGIN}, and bytes. Source: RFC 7468. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String KEY = "PRIVATE KEY";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]{0,65536})-----END \\1-----");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final String label;
    private final byte[] der;

    /** A block of these bytes, which are not copied. */
    Pem(String label, byte[] der) {
        this.label = label;
        this.der = der;
    }

    String label() {
        return label;
    }

    byte[] der() {
        return der;
    }

    /** All blocks of {@code text} in order; what stands between them, or is broken, is left out. */
    static List<Pem> read(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                String body = matcher.group(2).replaceAll("\\s", "");
                blocks.add(new Pem(matcher.group(1), Base64.getDecoder().decode(body)));
            } catch (IllegalArgumentException _) {
                blocks.add(new Pem(matcher.group(1), new byte[0])); // not base64: a block that nothing reads
            }
        }
        return blocks;
    }

    /** The block as text. */
    String text() {
        return "-----BEGIN " + label + "-----\n" + new String(LINES.encode(der), StandardCharsets.US_ASCII)
                + "\n-----END " + label + "-----\n";
    }

    /** Never prints what it holds. */
    @Override
    public String toString() {
        return "Pem[" + label + "]";
    }
}
