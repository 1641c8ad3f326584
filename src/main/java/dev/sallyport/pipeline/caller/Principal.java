package dev.sallyport.pipeline.caller;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Who is calling. Two principals are the same where issuer, subject and tenant are: names and addresses of people, which may be
 * given to somebody else one day, are no part of it. Source: OpenID Connect Core 1.0 §5.7.
 */
public sealed interface Principal {
    /** Nobody in particular: what every exchange starts with. */
    Principal ANONYMOUS = new Anonymous();

    /** The gateway itself, which asks servers what they offer. */
    Principal GATEWAY = new Workload(new Key("", "gateway", ""));

    /** The owner of this machine's home folder, who holds its token or started the process. */
    Principal LOCAL = new User(new Key("", "local", ""));

    /** The stable name by which limits, policies and the record know the caller; no two principals share one. */
    String id();

    /** Nobody in particular. */
    record Anonymous() implements Principal {
        @Override
        public String id() {
            return "anonymous";
        }
    }

    /** A person. */
    record User(Key key) implements Principal {
        @Override
        public String id() {
            return key.text();
        }
    }

    /** A program that acts for itself. */
    record Workload(Key key) implements Principal {
        @Override
        public String id() {
            return key.text();
        }
    }

    /**
     * One who lets another act. Source: RFC 8693 §4.1.
     *
     * @param subject for whom it is done
     * @param actor who does it
     */
    record Delegated(Key subject, Key actor) implements Principal {
        @Override
        public String id() {
            return subject.text() + " by " + actor.text();
        }
    }

    /**
     * What tells one principal from every other.
     *
     * @param issuer who vouches for the subject: the issuer's URL, a trust domain, empty for this gateway
     * @param subject the issuer's own name for it
     * @param tenant the tenant of the issuer, empty where it has none
     */
    record Key(String issuer, String subject, String tenant) {
        private static final HexFormat HEX = HexFormat.of().withUpperCase();

        /** The key as one text without blanks: {@code issuer#subject}, {@code issuer#tenant#subject}; the subject alone where it is ours. */
        public String text() {
            String name = tenant.isEmpty() ? escaped(subject) : escaped(tenant) + "#" + escaped(subject);
            return issuer.isEmpty() ? name : escaped(issuer) + "#" + name;
        }

        /** The key whose {@link #text} this is, or would be. */
        public static Key read(String text) {
            String[] parts = text.split("#", 3);
            return switch (parts.length) {
                case 1 -> new Key("", plain(parts[0]), "");
                case 2 -> new Key(plain(parts[0]), plain(parts[1]), "");
                default -> new Key(plain(parts[0]), plain(parts[2]), plain(parts[1]));
            };
        }

        private static String plain(String part) {
            if (part.indexOf('%') < 0) {
                return part;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < part.length(); i++) {
                boolean coded = part.charAt(i) == '%' && part.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*");
                if (coded) {
                    bytes.write(HexFormat.fromHexDigits(part, i + 1, i + 3));
                    i += 2;
                } else {
                    bytes.writeBytes(String.valueOf(part.charAt(i)).getBytes(StandardCharsets.UTF_8));
                }
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }

        /** The text with everything in {@code %XX} that could end a part or break a line. Source: RFC 3986 §2.1. */
        private static String escaped(String part) {
            if (isPlain(part)) {
                return part;
            }
            StringBuilder text = new StringBuilder(part.length() + 16);
            for (byte unit : part.getBytes(StandardCharsets.UTF_8)) {
                if (isPlain(unit)) {
                    text.append((char) unit);
                } else {
                    text.append('%').append(HEX.toHexDigits(unit));
                }
            }
            return text.toString();
        }

        private static boolean isPlain(String part) {
            for (int i = 0; i < part.length(); i++) {
                if (!isPlain(part.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isPlain(int unit) {
            return unit > ' ' && unit < 0x7F && unit != '#' && unit != '%';
        }
    }
}
