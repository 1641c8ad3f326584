package dev.sallyport.store.sqlite;

import dev.sallyport.practice.access.approval.ApprovalStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The requests and approvals of one gateway in a database; it finds them again after a restart. */
public final class SqliteApprovals implements ApprovalStore {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private final Database database;
    private final String desk;

    /** Those of the gateway {@code desk} in {@code database}. */
    public SqliteApprovals(Database database, String desk) {
        this.database = database;
        this.desk = desk;
    }

    @Override
    public List<Kept> load() throws IOException {
        return database.call(connection -> {
            try (PreparedStatement all = connection.prepareStatement(
                    "SELECT name, given, until, body FROM approval WHERE desk = ? ORDER BY until, name")) {
                all.setString(1, desk);
                List<Kept> kept = new ArrayList<>();
                try (ResultSet rows = all.executeQuery()) {
                    while (rows.next()) {
                        kept.add(new Kept(rows.getString(1), rows.getInt(2) == 1, rows.getLong(3), rows.getString(4)));
                    }
                }
                return kept;
            }
        });
    }

    @Override
    public void add(Kept kept) {
        soon(connection -> put(
                connection,
                kept,
                "INSERT OR REPLACE INTO approval (given, until, body, desk, name) VALUES (?, ?, ?, ?, ?)"));
    }

    @Override
    public void change(Kept kept) {
        soon(connection -> put(
                connection, kept, "UPDATE approval SET given = ?, until = ?, body = ? WHERE desk = ? AND name = ?"));
    }

    @Override
    public void remove(String name) {
        soon(connection -> delete(connection, name, ""));
    }

    @Override
    public void flush() throws IOException {
        database.open();
    }

    @Override
    public boolean use(String name) throws IOException {
        return database.call(connection -> delete(connection, name, " AND given = 1")) == 1;
    }

    private int put(Connection connection, Kept kept, String sql) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(sql)) {
            row.setInt(1, kept.given() ? 1 : 0);
            row.setLong(2, kept.untilMillis());
            row.setString(3, kept.body());
            row.setString(4, desk);
            row.setString(5, kept.name());
            return row.executeUpdate();
        }
    }

    private int delete(Connection connection, String name, String more) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement("DELETE FROM approval WHERE desk = ? AND name = ?" + more)) {
            row.setString(1, desk);
            row.setString(2, name);
            return row.executeUpdate();
        }
    }

    private void soon(Database.Step<Integer> step) {
        var _ = database.submit(step).whenComplete((_, failed) -> {
            if (failed != null) {
                LOG.log(
                        Level.ERROR,
                        "a request or an approval cannot be written, and will not outlive this process: {0}",
                        String.valueOf(failed.getMessage()));
            }
        });
    }
}
