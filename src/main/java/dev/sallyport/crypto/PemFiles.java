package dev.sallyport.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Files of certificates and keys that an operator names: read whole, judged, and watched. */
public final class PemFiles {
    private static final int SIZE_MAX_BYTES = 256 * 1024;
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private PemFiles() {}

    /**
     * The certificate and the key in two files.
     *
     * @throws PemException where one cannot be read or is not fit, or others than its owner may open the key; names the file
     */
    public static Certified certified(Path certificate, Path key) throws PemException {
        String chain = text(certificate);
        checkPrivate(key);
        String secret = text(key);
        try {
            return Certified.read(chain, secret);
        } catch (PemException unfit) {
            throw new PemException(certificate + ", " + key + ": " + unfit.getMessage());
        }
    }

    /** The certificates in a file, at least one. */
    public static List<X509Certificate> certificates(Path file) throws PemException {
        try {
            return Certified.certificates(text(file));
        } catch (PemException unfit) {
            String said = String.valueOf(unfit.getMessage());
            throw new PemException(said.startsWith(file.toString()) ? said : file + " " + said);
        }
    }

    /** What to say of a certificate whose time is over. */
    public static PemException over(Path certificate, Instant end) {
        return new PemException(certificate + " is over since " + end + "; put a new one in its place");
    }

    /** What tells one state of the files from the next: time, size and identity, symbolic links followed. */
    public static String stamp(List<Path> files) {
        return files.stream().map(PemFiles::stamp).collect(Collectors.joining("\n"));
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException _) {
            return "absent";
        }
    }

    private static String text(Path file) throws PemException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(SIZE_MAX_BYTES + 1);
            if (bytes.length > SIZE_MAX_BYTES) {
                throw new PemException(file + " is larger than " + SIZE_MAX_BYTES / 1024 + "KiB");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            throw new PemException(file + " does not exist");
        } catch (AccessDeniedException _) {
            throw new PemException(file + " may not be read by this user");
        } catch (IOException _) {
            throw new PemException(file + " cannot be read");
        }
    }

    private static void checkPrivate(Path key) throws PemException {
        try {
            if (!OWNER.containsAll(Files.getPosixFilePermissions(key))) {
                throw new PemException(key + " is open to other users; run: chmod 600 " + key);
            }
        } catch (NoSuchFileException _) {
            throw new PemException(key + " does not exist");
        } catch (IOException _) {
            throw new PemException(key + " cannot be read");
        }
    }
}
