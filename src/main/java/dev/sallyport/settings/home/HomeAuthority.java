package dev.sallyport.settings.home;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.PemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * The authority that a home has for one set of names.
 *
 * @param authority the authority, with the key that signs
 * @param caFile the file of the certificate that clients trust
 */
public record HomeAuthority(LocalAuthority authority, Path caFile) {
    private static final String SECRET = "authority.pem";
    private static final String PUBLIC = "ca.pem";

    /** The authority in {@code folder}; made once, by whichever process asks first, and anew when its time is over. */
    static HomeAuthority open(Path folder, HostNames names, Instant now, SecureRandom random) throws IOException {
        PrivateFiles.createFolder(folder);
        PrivateFiles.checkPrivate(folder, "700");
        Path secret = folder.resolve(SECRET);
        if (!Files.exists(secret)) {
            PrivateFiles.createOnce(secret, fresh(names, now, random));
        }
        LocalAuthority authority = read(secret);
        if (authority.isOver(now)) {
            PrivateFiles.replace(secret, fresh(names, now, random));
            authority = read(secret);
        }
        Path ca = folder.resolve(PUBLIC);
        byte[] root = Certified.pem(authority.root()).getBytes(StandardCharsets.US_ASCII);
        if (!Files.exists(ca) || !Arrays.equals(Files.readAllBytes(ca), root)) {
            PrivateFiles.replace(ca, root);
        }
        return new HomeAuthority(authority, ca);
    }

    /** The authority in {@code folder} as it is; empty where there is none. */
    static Optional<LocalAuthority> existing(Path folder) throws IOException {
        Path secret = folder.resolve(SECRET);
        return Files.exists(secret) ? Optional.of(read(secret)) : Optional.empty();
    }

    private static byte[] fresh(HostNames names, Instant now, SecureRandom random) {
        return LocalAuthority.create(names, now, random).secretPem().getBytes(StandardCharsets.US_ASCII);
    }

    private static LocalAuthority read(Path secret) throws IOException {
        PrivateFiles.checkPrivate(secret, "600");
        try {
            return LocalAuthority.read(Files.readString(secret, StandardCharsets.ISO_8859_1));
        } catch (PemException broken) {
            throw new HomeException(secret + " " + broken.getMessage()
                    + "; delete it to get a new authority, which clients must then be told to trust");
        }
    }
}
