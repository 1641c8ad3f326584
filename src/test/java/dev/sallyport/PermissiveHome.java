package dev.sallyport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A home whose policy lets its owner use everything, for tests that are about something else. */
public final class PermissiveHome {
    private PermissiveHome() {}

    /** Made in {@code folder}. */
    public static Path in(Path folder) throws IOException {
        Path home = Files.createDirectory(
                folder.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                home.resolve("policy.yaml"),
                "statements: [{ id: all, effect: permit, principal: [local], resource: ['*'] }]\n");
        return home;
    }
}
