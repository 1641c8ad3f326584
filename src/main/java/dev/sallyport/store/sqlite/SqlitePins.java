package dev.sallyport.store.sqlite;

import dev.sallyport.catalog.pin.Pin;
import dev.sallyport.catalog.pin.PinStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Pins in a database. */
public final class SqlitePins implements PinStore {
    private static final String OF_TOOL =
            "SELECT server, name, digest, since, accepted, person FROM pin WHERE server = ? AND name = ?";

    private final Database database;

    /** Those in {@code database}. */
    public SqlitePins(Database database) {
        this.database = database;
    }

    @Override
    public List<Pin> load() throws IOException {
        return database.call(connection -> {
            try (PreparedStatement all =
                    connection.prepareStatement("SELECT server, name, digest, since, accepted, person FROM pin")) {
                return read(all);
            }
        });
    }

    @Override
    public CompletableFuture<List<Pin>> see(List<Pin> seen) {
        return database.submit(connection -> {
            List<Pin> kept = new ArrayList<>();
            for (Pin pin : seen) {
                List<Pin> known = ofTool(connection, pin);
                if (known.stream().noneMatch(one -> one.digest().equals(pin.digest()))) {
                    put(connection, pin, known.isEmpty());
                }
                kept.addAll(ofTool(connection, pin));
            }
            return kept;
        });
    }

    @Override
    public CompletableFuture<List<Pin>> accept(Pin pin) {
        return database.submit(connection -> {
            put(connection, pin, true);
            return ofTool(connection, pin);
        });
    }

    private static void put(Connection connection, Pin pin, boolean accepted) throws SQLException {
        try (PreparedStatement old =
                connection.prepareStatement("DELETE FROM pin WHERE server = ? AND name = ? AND accepted = 0")) {
            old.setString(1, pin.server());
            old.setString(2, pin.name());
            old.executeUpdate();
        }
        try (PreparedStatement row =
                connection.prepareStatement("INSERT OR REPLACE INTO pin (server, name, digest, since, accepted, person)"
                        + " VALUES (?, ?, ?, ?, ?, ?)")) {
            row.setString(1, pin.server());
            row.setString(2, pin.name());
            row.setString(3, pin.digest());
            row.setLong(4, pin.since().toEpochMilli());
            row.setInt(5, accepted ? 1 : 0);
            row.setString(6, pin.by());
            row.executeUpdate();
        }
    }

    private static List<Pin> ofTool(Connection connection, Pin pin) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OF_TOOL)) {
            query.setString(1, pin.server());
            query.setString(2, pin.name());
            return read(query);
        }
    }

    private static List<Pin> read(PreparedStatement query) throws SQLException {
        List<Pin> pins = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                pins.add(new Pin(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        Instant.ofEpochMilli(rows.getLong(4)),
                        rows.getInt(5) == 1,
                        rows.getString(6)));
            }
        }
        return pins;
    }
}
