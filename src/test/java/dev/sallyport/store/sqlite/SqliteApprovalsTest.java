package dev.sallyport.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** In a file, by a new connection each time. */
final class SqliteApprovalsTest extends ApprovalStoreContract {
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

    @Override
    SqliteApprovals store() throws IOException {
        return new SqliteApprovals(databases.another(), "desk");
    }
}
