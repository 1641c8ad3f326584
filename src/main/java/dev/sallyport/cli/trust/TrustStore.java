package dev.sallyport.cli.trust;

import dev.sallyport.cli.exit.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The store of authorities of one operating system, and how one is put in and taken out.
 *
 * @param name the system as people call it
 * @param folder where a file is put for it, where it works so
 * @param add the command that puts the authority in, after the file is there
 * @param remove the command that takes it out, after the file is gone
 */
public record TrustStore(String name, Optional<Path> folder, List<String> add, List<String> remove) {
    /** The stores that exist, the paths below {@code root}, for {@code file} under the name {@code alias}. */
    public static List<TrustStore> all(Path root, Path file, String alias) {
        String keychain = System.getProperty("user.home") + "/Library/Keychains/login.keychain-db";
        return List.of(
                new TrustStore(
                        "Debian, Ubuntu",
                        Optional.of(root.resolve("usr/local/share/ca-certificates")),
                        List.of("update-ca-certificates"),
                        List.of("update-ca-certificates", "--fresh")),
                new TrustStore(
                        "Fedora, RHEL",
                        Optional.of(root.resolve("etc/pki/ca-trust/source/anchors")),
                        List.of("update-ca-trust", "extract"),
                        List.of("update-ca-trust", "extract")),
                new TrustStore(
                        "macOS",
                        Optional.empty(),
                        List.of("security", "add-trusted-cert", "-r", "trustRoot", "-k", keychain, file.toString()),
                        List.of("security", "delete-certificate", "-c", alias, keychain)),
                new TrustStore(
                        "Windows",
                        Optional.empty(),
                        List.of("certutil", "-user", "-addstore", "Root", file.toString()),
                        List.of("certutil", "-user", "-delstore", "Root", alias)));
    }

    /** The one of this machine, which calls itself {@code system}; empty where it is not known. */
    public static Optional<TrustStore> here(List<TrustStore> stores, String system) {
        return stores.stream()
                .filter(store -> store.folder()
                        .map(Files::isDirectory)
                        .orElseGet(() -> system.startsWith(store.name().equals("macOS") ? "Mac" : store.name())))
                .findFirst();
    }

    /** The file of the authority in {@link #folder}. */
    public Optional<Path> target(String alias) {
        return folder.map(in -> in.resolve(alias.replace(' ', '-') + ".crt"));
    }

    /** False where the authority is surely not in it; what cannot be looked at may hold it. */
    public boolean mayHold(String alias) {
        return target(alias).map(Files::exists).orElse(true);
    }

    /** True where this user may change the store. */
    public boolean isWritable() {
        return folder.map(Files::isWritable).orElse(true);
    }

    /** What a person types to put the authority in. */
    public String adding(Path file, String alias) {
        return target(alias)
                .map(to -> "sudo cp " + Words.shell(file.toString()) + " " + Words.shell(to.toString()) + " && sudo "
                        + line(add))
                .orElseGet(() -> line(add));
    }

    /** What a person types to take it out. */
    public String removing(String alias) {
        return target(alias)
                .map(to -> "sudo rm " + Words.shell(to.toString()) + " && sudo " + line(remove))
                .orElseGet(() -> line(remove));
    }

    private static String line(List<String> words) {
        return String.join(" ", words.stream().map(Words::shell).toList());
    }

    /** Puts {@code file} in; its output is the command's. */
    public int install(Path file, String alias) throws IOException, InterruptedException {
        Optional<Path> to = target(alias);
        if (to.isPresent()) {
            Files.write(to.get(), Files.readAllBytes(file));
        }
        return run(add);
    }

    /** Takes the authority out. */
    public int uninstall(String alias) throws IOException, InterruptedException {
        Optional<Path> to = target(alias);
        if (to.isPresent()) {
            Files.deleteIfExists(to.get());
        }
        return run(remove);
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
    }
}
