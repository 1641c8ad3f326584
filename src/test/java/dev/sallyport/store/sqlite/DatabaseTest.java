package dev.sallyport.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.access.approval.ApprovalStore.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file: who may read it, what is in force for it, and what is said of one that cannot be used. */
final class DatabaseTest {
    @TempDir
    private Path folder;

    private Databases databases;

    @BeforeEach
    void open() {
        databases = new Databases(folder);
    }

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void allOfItIsItsOwnersAlone() throws Exception {
        Database database = databases.another();
        new SqliteApprovals(database, "desk").add(new Kept("a", true, 1, ""));
        database.open();
        Set<String> modes = new TreeSet<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                modes.add(folder.relativize(file) + " "
                        + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertEquals(Set.of("store.db rw-------", "store.db-shm rw-------", "store.db-wal rw-------"), modes);
        try (var libraries = Files.list(folder.resolve("native"))) {
            assertEquals(
                    0,
                    libraries
                            .filter(file -> !file.getFileName().toString().startsWith("sqlite-"))
                            .count());
        }
    }

    @Test
    void aStepIsDurableWhenItCompletes() throws Exception {
        Database database = databases.another();
        assertEquals("wal", pragma(database, "journal_mode"));
        assertEquals("2", pragma(database, "synchronous"));
        assertEquals("1", pragma(database, "secure_delete"));
        assertEquals("0", pragma(database, "trusted_schema"));
        assertEquals("1", pragma(database, "user_version"));
    }

    private static String pragma(Database database, String name) throws IOException {
        return database.call(connection -> {
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("PRAGMA " + name)) {
                return result.next() ? result.getString(1) : "";
            }
        });
    }

    @Test
    void aStepThatFailsHasChangedNothing() throws Exception {
        Database database = databases.another();
        SqliteApprovals approvals = new SqliteApprovals(database, "desk");
        ExecutionException failed = assertThrows(ExecutionException.class, () -> database.submit(connection -> {
                    Database.execute(connection, "INSERT INTO approval VALUES ('desk', 'a', 1, 1, '')");
                    throw new SQLException("no more");
                })
                .get());
        assertTrue(String.valueOf(failed.getCause()).contains("no more"));
        assertEquals(List.of(), approvals.load());
    }

    @Test
    void otherGatewaysOfTheHomeHaveTheirOwn() throws Exception {
        Database database = databases.another();
        new SqliteApprovals(database, "one").add(new Kept("a", true, 1, ""));
        assertEquals(List.of(), new SqliteApprovals(database, "other").load());
    }

    @Test
    void aFileThatIsDamagedIsRefusedWithWhatToDo() throws Exception {
        Files.writeString(
                databases.file(),
                "this is no database, and it is longer than a header of one hundred bytes: " + "x".repeat(1000));
        assertTrue(refused().contains("store.db is damaged; move it away"), refused());
    }

    @Test
    void pagesThatAreDamagedAreSeenAtTheStart() throws Exception {
        try (Databases before = new Databases(folder)) {
            SqliteApprovals approvals = new SqliteApprovals(before.another(), "desk");
            for (int i = 0; i < 200; i++) {
                approvals.add(new Kept("a" + i, true, 1, "x".repeat(200)));
            }
            approvals.load();
        }
        byte[] bytes = Files.readAllBytes(databases.file());
        for (int i = bytes.length / 2; i < bytes.length / 2 + 5_000; i++) {
            bytes[i] ^= (byte) 0x5a;
        }
        Files.write(databases.file(), bytes);
        assertTrue(refused().contains("store.db is damaged; move it away"), refused());
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws Exception {
        try (Databases before = new Databases(folder)) {
            before.another().call(connection -> {
                Database.execute(connection, "PRAGMA user_version = 99");
                return true;
            });
        }
        assertTrue(refused().contains("was written by a newer sallyport (version 99, this one knows 1)"), refused());
    }

    @Test
    void aFileThatAnotherProgramKeepsLockedIsSaidToBe() throws Exception {
        try (Databases before = new Databases(folder)) {
            before.another().open();
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + databases.file())) {
            Database.execute(other, "BEGIN EXCLUSIVE");
            String said = refused();
            assertTrue(said.contains("another program keeps it locked"), said);
        }
    }

    @Test
    void whoeverMakeTheTablesAtOnceMakeThemOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            // each round in a folder of its own, as at the first start of a home
            try (Databases fresh = new Databases(Files.createDirectory(folder.resolve("round" + round)))) {
                List<Database> all = List.of(fresh.another(), fresh.another(), fresh.another(), fresh.another());
                for (Database each : all) {
                    each.open();
                }
                assertEquals("1", pragma(all.getLast(), "user_version"));
            }
        }
    }

    private String refused() {
        return String.valueOf(
                assertThrows(IOException.class, () -> databases.another().open())
                        .getMessage());
    }
}
