package dev.sallyport.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables, as one version after the other made them; what was released is never changed. */
final class Migrations {
    private static final List<List<String>> VERSIONS = List.of(List.of("""
            CREATE TABLE pin (
              server TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
              since INTEGER NOT NULL, accepted INTEGER NOT NULL, person TEXT NOT NULL,
              PRIMARY KEY (server, name, digest)) STRICT, WITHOUT ROWID""", """
            CREATE TABLE approval (
              desk TEXT NOT NULL, name TEXT NOT NULL, given INTEGER NOT NULL, until INTEGER NOT NULL, body TEXT NOT NULL,
              PRIMARY KEY (desk, name)) STRICT, WITHOUT ROWID"""));

    private Migrations() {}

    /** Brings the tables up to date, each version in one transaction; other processes may do the same. */
    static void run(Connection connection, Path file) throws SQLException, IOException {
        if (version(connection) == VERSIONS.size()) {
            return;
        }
        Database.execute(connection, "BEGIN IMMEDIATE");
        int version = version(connection);
        if (version > VERSIONS.size()) {
            Database.execute(connection, "ROLLBACK");
            throw new IOException(file + " was written by a newer sallyport (version " + version + ", this one knows "
                    + VERSIONS.size() + "); run that one, or choose another home");
        }
        try {
            for (List<String> step : VERSIONS.subList(version, VERSIONS.size())) {
                for (String sql : step) {
                    Database.execute(connection, sql);
                }
            }
            Database.execute(connection, "PRAGMA user_version = " + VERSIONS.size());
            Database.execute(connection, "COMMIT");
        } catch (SQLException failed) {
            Database.execute(connection, "ROLLBACK");
            throw failed;
        }
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }
}
