package dev.sallyport.settings.home;

import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.Keyset;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.settings.binding.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The folder that holds all state of one user's gateways; private to that user, shared by several processes at once.
 *
 * <p>Inside: {@code format-version}, {@code token}, {@code keyset}, {@code instances/<id>/}, {@code tls/}, {@code audit/}, {@code ledger-key},
 * {@code ledger-key.pub}, {@code argument-key}, {@code native/} and {@code store.db}.
 */
public final class Home {
    private static final int FORMAT = 1;
    private static final String POLICY = "policy.yaml";
    private static final String VERSION = "format-version";
    private static final String PUBLIC = "ledger-key.pub";
    private static final Duration LOADING = Duration.ofMinutes(1);
    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_CHARS = 43;

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /** Where the home is if the command line does not say: {@code SALLYPORT_HOME}, else {@code ~/.sallyport}. */
    public static Path defaultFolder(Environment environment) {
        return environment
                .variable("SALLYPORT_HOME")
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .orElseGet(() -> usualFolder(environment));
    }

    /** Where the home is for whoever says nothing: {@code .sallyport} in {@code HOME}, else in the user's own folder. */
    public static Path usualFolder(Environment environment) {
        String user = environment
                .variable("HOME")
                .filter(value -> Path.of(value).isAbsolute())
                .orElseGet(() -> System.getProperty("user.home"));
        return Path.of(user, ".sallyport");
    }

    /**
     * Opens the home, and makes it where there is none.
     *
     * @throws HomeException where the folder is open to others, belongs to something else, or to a newer version
     */
    public static Home open(Path folder) throws IOException {
        try {
            PrivateFiles.createFolder(folder);
        } catch (FileSystemException cannot) {
            if (cannot.getReason() != null) {
                throw cannot; // no space, or a file system that is read-only
            }
            throw new HomeException(folder + " is no folder and cannot be made one ("
                    + cannot.getClass().getSimpleName() + "); choose a folder that this user may write");
        }
        if (!Files.isReadable(folder)) {
            throw foreign(folder);
        }
        Path absolute = folder.toRealPath();
        PrivateFiles.checkPrivate(absolute, "700");
        Path version = absolute.resolve(VERSION);
        if (!Files.exists(version)) {
            checkEmpty(absolute, version);
            PrivateFiles.createOnce(version, (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        checkFormat(
                absolute, Files.readString(version, StandardCharsets.ISO_8859_1).strip());
        PrivateFiles.createFolder(absolute.resolve("instances"));
        return new Home(absolute);
    }

    /**
     * The home in {@code folder}; empty where there is none, and then nothing is made.
     *
     * @throws HomeException as {@link #open} does
     */
    public static Optional<Home> existing(Path folder) throws IOException {
        Path version = folder.resolve(VERSION);
        if (Files.isDirectory(folder) && !Files.isReadable(folder)) {
            throw foreign(folder);
        }
        if (Files.isDirectory(folder) && !Files.exists(version)) {
            checkEmpty(folder, version);
            return Optional.empty();
        }
        return Files.exists(folder) ? Optional.of(open(folder)) : Optional.empty();
    }

    private static HomeException foreign(Path folder) {
        return new HomeException(folder + " is a folder that this user may not open; run this as its owner");
    }

    /** The folder itself, absolute. */
    public Path folder() {
        return folder;
    }

    /**
     * Where native libraries are unpacked; made where it is absent. A library is deleted as soon as it is loaded, or when the process ends; what is
     * older than a minute at {@code now} was left by a process that died in between, or is in memory since, and is deleted.
     */
    public Path nativeFolder(Instant now) throws IOException {
        Path libraries = folder.resolve("native");
        PrivateFiles.createFolder(libraries);
        PrivateFiles.checkPrivate(libraries, "700");
        FileTime oldest = FileTime.from(now.minus(LOADING));
        try (var files = Files.list(libraries)) {
            for (Path file : files.toList()) {
                if (isOlder(file, oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return libraries;
    }

    private static boolean isOlder(Path file, FileTime oldest) throws IOException {
        try {
            return Files.getLastModifiedTime(file).compareTo(oldest) < 0;
        } catch (NoSuchFileException _) {
            return false; // loaded, and deleted, while we looked
        }
    }

    /** Where the audit trail is; made where it is absent. */
    public Path auditFolder() throws IOException {
        Path audit = folder.resolve("audit");
        PrivateFiles.createFolder(audit);
        return audit;
    }

    /**
     * What signs the checkpoints of the ledgers in this home; made once, by whichever process asks first. What verifies them stands in
     * {@link #ledgerKeyFile}.
     *
     * @throws HomeException where the file is open to others or does not hold a key
     */
    public NoteSigner ledgerSigner(SecureRandom random) throws IOException {
        byte[] id = new byte[8];
        random.nextBytes(id);
        NoteSigner fresh = NoteSigner.fresh("sallyport/" + HexFormat.of().formatHex(id), random);
        Path file = ledgerSecretFile();
        PrivateFiles.createOnce(file, fresh.text().getBytes(StandardCharsets.US_ASCII));
        NoteSigner signer = readLedgerKey(file);
        PrivateFiles.createOnce(ledgerKeyFile(), (signer.verifierKey() + "\n").getBytes(StandardCharsets.US_ASCII));
        return signer;
    }

    static NoteSigner readLedgerKey(Path file) throws IOException {
        PrivateFiles.checkPrivate(file, "600");
        NoteSigner signer = NoteSigner.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                .orElseThrow(() -> new HomeException(file
                        + " holds no key; put back what it held, or keep ledger-key.pub elsewhere and delete both to"
                        + " get new ones: other ledgers begin then, and those of before count as damaged but for"
                        + " who verifies them with the old ledger-key.pub"));
        Path open = file.resolveSibling(PUBLIC);
        if (Files.exists(open)
                && !Files.readString(open, StandardCharsets.ISO_8859_1).strip().equals(signer.verifierKey())) {
            throw new HomeException(
                    open + " is not the key that verifies what " + file
                            + " signs; keep it elsewhere, for it verifies ledgers of before, and delete it to get the right one");
        }
        return signer;
    }

    Path ledgerSecretFile() {
        return folder.resolve("ledger-key");
    }

    /** The public key with which everybody can verify the ledgers of this home, in one line. */
    public Path ledgerKeyFile() {
        return folder.resolve(PUBLIC);
    }

    /**
     * What digests the arguments of calls for the ledgers in this home; made once, by whichever process asks first.
     *
     * @throws HomeException where the file is open to others or does not hold such keys
     */
    public KeyedDigest argumentKey(SecureRandom random) throws IOException {
        PrivateFiles.createOnce(
                argumentKeyFile(), KeyedDigest.fresh(random).text().getBytes(StandardCharsets.US_ASCII));
        return argumentKey(argumentKeyFile());
    }

    /**
     * The same from {@code file}, which must be there.
     *
     * @throws HomeException where it is open to others or does not hold such keys
     */
    public static KeyedDigest argumentKey(Path file) throws IOException {
        PrivateFiles.checkPrivate(file, "600");
        return KeyedDigest.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                .orElseThrow(() -> new HomeException(
                        file + " holds no keys; put back what it held, or delete it to get a new one: no digest of"
                                + " arguments that is in a ledger can be confirmed then"));
    }

    /** The file of the keys that digest arguments. */
    public Path argumentKeyFile() {
        return folder.resolve("argument-key");
    }

    /**
     * The authority for {@code names}: one for each set of names, so that none vouches for more than the settings say.
     *
     * @throws HomeException where its file is open to others or does not hold an authority
     */
    public HomeAuthority authority(HostNames names, Instant now, SecureRandom random) throws IOException {
        PrivateFiles.createFolder(folder.resolve("tls"));
        return HomeAuthority.open(authorityFolder(names), names, now, random);
    }

    /** The policy of this home, for gateways whose settings have none; it need not be there. */
    public Path policyFile() {
        return folder.resolve(POLICY);
    }

    /** Replaces the policy of this home, in one step for every reader. */
    public void replacePolicy(byte[] content) throws IOException {
        PrivateFiles.replace(policyFile(), content);
    }

    /**
     * The database of all that outlives a process but is no file of its own; made, and empty then, where it is absent.
     *
     * @throws HomeException where it is open to others
     */
    public Path storeFile() throws IOException {
        Path file = folder.resolve("store.db");
        PrivateFiles.createOnce(file, new byte[0]);
        PrivateFiles.checkPrivate(file, "600");
        return file;
    }

    /** The file of the token. */
    public Path tokenFile() {
        return folder.resolve("token");
    }

    /**
     * The token by which local clients prove that they are this user: 256 random bits in base64url; made once, by
     * whichever process asks first.
     *
     * @throws HomeException where the file is open to others or does not hold a token
     */
    public String token(SecureRandom random) throws IOException {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        PrivateFiles.createOnce(tokenFile(), (fresh + "\n").getBytes(StandardCharsets.US_ASCII));
        return readToken(tokenFile());
    }

    static String readToken(Path file) throws IOException {
        PrivateFiles.checkPrivate(file, "600");
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!token.matches("[A-Za-z0-9_-]{" + TOKEN_CHARS + ",128}")) {
            throw new HomeException(
                    file + " holds no token; put back what it held, or delete it to get a new one: clients"
                            + " that have the old one are refused then");
        }
        return token;
    }

    static Keyset readKeyset(Path file) throws IOException {
        PrivateFiles.checkPrivate(file, "600");
        return Keyset.of(Files.readAllBytes(file))
                .orElseThrow(() -> new HomeException(file
                        + " holds no keyset; put back what it held, or delete it to get a new one: the state of calls"
                        + " that wait for their clients is refused then"));
    }

    Path keysetFile() {
        return folder.resolve("keyset");
    }

    /** Where the authority for {@code names} is, or would be. */
    Path authorityFolder(HostNames names) {
        return folder.resolve("tls").resolve(names.equals(HostNames.LOOPBACK) ? "loopback" : "names-" + names.digest());
    }

    /**
     * The secrets from which keys are derived; made once, by whichever process asks first, and with a new one in front where the newest
     * is too old at {@code now}.
     *
     * @throws HomeException where the file is open to others or does not hold a keyset
     */
    public Keyset keyset(SecureRandom random, Instant now) throws IOException {
        Path file = keysetFile();
        PrivateFiles.createOnce(file, Keyset.fresh(random, now).bytes());
        Keyset read = readKeyset(file);
        if (!read.isOld(now)) {
            return read;
        }
        Keyset rotated = read.rotated(random, now);
        PrivateFiles.replace(file, rotated.bytes());
        return rotated;
    }

    /**
     * This process as a new instance, with no record yet; what dead ones have left is deleted.
     *
     * @param orphans is told the mark by which the children of each dead instance are found
     */
    public Instance newInstance(SecureRandom random, Consumer<String> orphans) throws IOException {
        var _ = instances(Optional.of(orphans));
        for (int i = 0; i < 10; i++) {
            byte[] id = new byte[8];
            random.nextBytes(id);
            Optional<Instance> instance = Instance.create(
                    folder.resolve("instances").resolve(HexFormat.of().formatHex(id)));
            if (instance.isPresent()) {
                return instance.get();
            }
        }
        throw new HomeException(folder.resolve("instances") + " does not let an instance be made");
    }

    /** The instances that live now, this process included; folders of dead ones that have left no children are deleted. */
    public List<InstanceRecord> instances() throws IOException {
        return instances(Optional.empty());
    }

    private List<InstanceRecord> instances(Optional<Consumer<String>> orphans) throws IOException {
        List<InstanceRecord> instances = new ArrayList<>();
        try (var folders = Files.list(folder.resolve("instances"))) {
            for (Path instance : folders.filter(Files::isDirectory).toList()) {
                look(instance, orphans).ifPresent(instances::add);
            }
        }
        return List.copyOf(instances);
    }

    private static Optional<InstanceRecord> look(Path instance, Optional<Consumer<String>> orphans) throws IOException {
        try {
            return Instance.look(instance, orphans);
        } catch (NoSuchFileException _) {
            return Optional.empty(); // ended while we looked
        }
    }

    private static void checkEmpty(Path folder, Path version) throws IOException {
        try (var files = Files.list(folder)) {
            boolean foreign = files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> !name.startsWith(PrivateFiles.UNFINISHED)
                            && !name.equals(VERSION)
                            // a policy may be there before the first start
                            && !name.equals(POLICY));
            // another process that opens the same home writes the version before anything else
            if (foreign && !Files.exists(version)) {
                throw new HomeException(folder + " has files in it but is no home of sallyport; choose another folder");
            }
        }
    }

    private static void checkFormat(Path folder, String written) throws HomeException {
        if (!written.matches("[1-9][0-9]{0,8}")) {
            throw new HomeException(folder.resolve(VERSION) + " holds no version; choose another folder");
        }
        if (Integer.parseInt(written) > FORMAT) {
            throw new HomeException(folder + " was written by a newer sallyport (format " + written
                    + ", this one knows " + FORMAT + "); run that version or choose another folder");
        }
    }
}
