package dev.sallyport.settings.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Java;
import dev.sallyport.crypto.Keyset;
import dev.sallyport.crypto.Sealer;
import dev.sallyport.settings.binding.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
    private final SecureRandom random = new SecureRandom();
    private final List<Process> neighbours = new ArrayList<>();

    @TempDir
    private Path parent;

    @AfterEach
    void endNeighbours() {
        neighbours.forEach(Process::destroyForcibly);
    }

    @Test
    void itIsWhereTheEnvironmentSaysOrInTheUsersFolder() {
        assertEquals(Path.of("/srv/home"), Home.defaultFolder(_ -> Optional.of("/srv/home")));
        Path own = Path.of(System.getProperty("user.home"), ".sallyport");
        Environment empty = _ -> Optional.of("");
        assertEquals(own, Home.defaultFolder(empty));
        assertEquals(own, Home.defaultFolder(_ -> Optional.empty()));
        assertEquals(
                Path.of("/home/me/.sallyport"),
                Home.defaultFolder(name -> name.equals("HOME") ? Optional.of("/home/me") : Optional.empty()));
    }

    @Test
    void nativeLibrariesOfDeadProcessesAreDeletedAndOthersAreLeftAlone() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        Path libraries = home.nativeFolder(now);
        Path left = Files.createFile(libraries.resolve("libleft.so"));
        Path loading = Files.createFile(libraries.resolve("libloading.so"));
        Files.setLastModifiedTime(left, FileTime.from(now.minusSeconds(61)));
        Files.setLastModifiedTime(loading, FileTime.from(now.minusSeconds(59)));
        assertEquals(libraries, home.nativeFolder(now));
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(loading));
    }

    @Test
    void everythingInItIsPrivate() throws IOException {
        Home home = Home.open(parent.resolve("a/b/home"));
        home.token(random);
        home.keyset(random, Instant.now());
        try (Instance instance = home.newInstance(random, _ -> {})) {
            instance.publish(Neighbour.record(home, "run"));
            try (var files = Files.walk(home.folder())) {
                for (Path file : files.toList()) {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                    assertEquals(Files.isDirectory(file) ? "rwx------" : "rw-------", mode, file.toString());
                }
            }
        }
        assertEquals("1\n", Files.readString(home.folder().resolve("format-version")));
        assertEquals(home.folder().resolve("native"), home.nativeFolder(Instant.now()));
    }

    @Test
    void openingItAgainKeepsTheToken() throws IOException {
        Path folder = parent.resolve("home");
        String token = Home.open(folder).token(random);
        assertEquals(32, Base64.getUrlDecoder().decode(token).length);
        assertEquals(token, Home.open(folder).token(random));
    }

    @Test
    void theKeysetIsMadeOnceAndGetsANewKeyInTime() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        byte[] nothing = new byte[0];
        String sealed = new Sealer(home.keyset(random, now), "x", random).seal(nothing, nothing);
        Instant soon = now.plus(Keyset.AGE_MAX);
        assertTrue(new Sealer(home.keyset(random, soon), "x", random)
                .open(sealed, nothing)
                .isPresent());
        Sealer later = new Sealer(home.keyset(random, soon.plusSeconds(1)), "x", random);
        assertTrue(later.open(sealed, nothing).isPresent(), "the old key opens");
        String young = later.seal(nothing, nothing);
        assertFalse(young.substring(0, 5).equals(sealed.substring(0, 5)), "the new one seals");
        assertTrue(new Sealer(home.keyset(random, soon.plusSeconds(2)), "x", random)
                .open(young, nothing)
                .isPresent());
    }

    @Test
    void aKeysetThatOthersMayReadOrThatIsNoneIsRefused() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        Instant now = Instant.now();
        home.keyset(random, now);
        Path file = home.folder().resolve("keyset");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        HomeException refusal = assertThrows(HomeException.class, () -> home.keyset(random, now));
        assertTrue(String.valueOf(refusal.getMessage()).endsWith("run: chmod 600 " + file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "{}");
        assertThrows(HomeException.class, () -> home.keyset(random, now));
    }

    @Test
    void theKeyOfArgumentsIsMadeOnceAndItsOwnersAlone() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        byte[] content = {1, 2, 3};
        String digest = home.argumentKey(random).of(content);
        assertEquals(digest, home.argumentKey(random).of(content));
        Path file = home.argumentKeyFile();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        HomeException refusal = assertThrows(HomeException.class, () -> home.argumentKey(random));
        assertTrue(String.valueOf(refusal.getMessage()).endsWith("run: chmod 600 " + file));
        assertEquals(1, HomeView.of(home.folder()).orElseThrow().faults().size());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "no key");
        assertThrows(HomeException.class, () -> home.argumentKey(random));
    }

    @Test
    void theKeyOfTheLedgersIsReadOrRefused() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        String name = home.ledgerSigner(random).name();
        assertEquals(name, home.ledgerSigner(random).name());
        HomeView view = HomeView.of(home.folder()).orElseThrow();
        assertEquals(List.of(), view.faults());
        Path file = home.folder().resolve("ledger-key");
        String sound = Files.readString(file);
        Files.writeString(file, "junk");
        String said = String.valueOf(assertThrows(HomeException.class, () -> home.ledgerSigner(random))
                .getMessage());
        assertTrue(said.contains("put back what it held") && said.contains("count as damaged"), said);
        assertEquals(List.of(said), view.faults());
        assertEquals(Optional.empty(), view.ledgerSigner());
        Files.writeString(file, sound);
        Files.writeString(home.ledgerKeyFile(), "another+00000000+AAAA");
        assertThrows(HomeException.class, () -> home.ledgerSigner(random));
        assertEquals(1, view.faults().size());
        Files.delete(home.ledgerKeyFile());
        assertEquals(name, home.ledgerSigner(random).name());
        assertEquals(List.of(), view.faults());
    }

    @Test
    void foldersThatAreNoHomeOfThisVersionAreRefused() throws IOException {
        Path foreign = privateFolder("foreign");
        Files.writeString(foreign.resolve("photo.jpg"), "");
        refused("no home of sallyport", foreign);

        Path newer = privateFolder("newer");
        Files.writeString(newer.resolve("format-version"), "2\n");
        refused("newer sallyport (format 2, this one knows 1)", newer);

        Path garbled = privateFolder("garbled");
        Files.writeString(garbled.resolve("format-version"), "one");
        refused("holds no version", garbled);

        Path open = privateFolder("open");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        refused("run: chmod 700 " + open, open);
    }

    @Test
    void aTokenThatOthersMayReadOrThatIsNoneIsRefused() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        home.token(random);
        Files.setPosixFilePermissions(home.tokenFile(), PosixFilePermissions.fromString("rw-r--r--"));
        HomeException refusal = assertThrows(HomeException.class, () -> home.token(random));
        assertTrue(String.valueOf(refusal.getMessage()).endsWith("run: chmod 600 " + home.tokenFile()));
        Files.setPosixFilePermissions(home.tokenFile(), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(home.tokenFile(), "short");
        assertThrows(HomeException.class, () -> home.token(random));
    }

    @Test
    void instancesOfOtherProcessesAreSeenWhileTheyLiveAndCleanedAfterwards() throws Exception {
        Home home = Home.open(parent.resolve("home"));
        Process closing = neighbour(home.folder());
        Process dying = neighbour(home.folder());
        String token = line(closing);
        assertEquals(token, line(dying));
        assertEquals(token, home.token(random));
        assertEquals(Set.of(closing.pid(), dying.pid()), pids(home));

        tell(closing, "close");
        assertEquals(Set.of(dying.pid()), pids(home));
        assertEquals(1, folders(home));

        dying.destroyForcibly().waitFor();
        assertEquals(1, folders(home));
        assertEquals(Set.of(), pids(home));
        assertEquals(0, folders(home));
    }

    @Test
    void lookingAtOnesOwnInstanceDoesNotGiveUpItsLock() throws Exception {
        Home home = Home.open(parent.resolve("home"));
        try (Instance instance = home.newInstance(random, _ -> {})) {
            instance.publish(Neighbour.record(home, "wrap"));
            assertEquals(Neighbour.record(home, "wrap"), home.instances().getFirst());
            Path alias = Files.createSymbolicLink(parent.resolve("alias"), home.folder());
            assertEquals(1, Home.open(alias).instances().size());

            Process neighbour = neighbour(home.folder());
            line(neighbour);
            assertEquals(2, home.instances().size());
            Process looker = java(Looker.class, home.folder());
            assertEquals("2", line(looker));
            assertEquals(2, home.instances().size());
        }
        assertEquals(1, home.instances().size());
    }

    @Test
    void manyProcessesThatBeginAtOnceShareOneHomeAndOneToken() throws Exception {
        Path folder = parent.resolve("home");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(neighbour(folder));
        }
        Set<String> tokens = new HashSet<>();
        Set<Long> pids = new HashSet<>();
        for (Process process : processes) {
            tokens.add(line(process));
            pids.add(process.pid());
        }
        assertEquals(1, tokens.size());
        assertEquals(pids, pids(Home.open(folder)));
        try (var files = Files.walk(folder)) {
            assertFalse(files.anyMatch(f -> f.getFileName().toString().startsWith(PrivateFiles.UNFINISHED)));
        }
    }

    @Test
    void anUnfinishedInstanceFolderIsCleaned() throws IOException {
        Home home = Home.open(parent.resolve("home"));
        Files.createDirectory(home.folder().resolve("instances/0123456789abcdef"));
        assertEquals(List.of(), home.instances());
        assertEquals(0, folders(home));
    }

    private void refused(String reason, Path folder) {
        HomeException refusal = assertThrows(HomeException.class, () -> Home.open(folder));
        assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
    }

    private Path privateFolder(String name) throws IOException {
        return Files.createDirectory(
                parent.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static Set<Long> pids(Home home) throws IOException {
        return new HashSet<>(home.instances().stream().map(InstanceRecord::pid).toList());
    }

    private static long folders(Home home) throws IOException {
        try (var folders = Files.list(home.folder().resolve("instances"))) {
            return folders.count();
        }
    }

    private Process neighbour(Path home) throws IOException {
        return java(Neighbour.class, home);
    }

    private Process java(Class<?> main, Path home) throws IOException {
        List<String> command = Java.command(main, "-Xmx64m");
        command.add(home.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        neighbours.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII);
        return String.valueOf(reader.readLine());
    }

    private static void tell(Process process, String word) throws Exception {
        process.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        process.waitFor();
    }

    /** Another process that counts the live instances. */
    static final class Looker {
        private Looker() {}

        /** Takes the home as its argument. */
        public static void main(String[] args) throws IOException {
            System.out.println(Home.open(Path.of(args[0])).instances().size());
        }
    }
}
