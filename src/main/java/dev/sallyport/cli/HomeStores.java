package dev.sallyport.cli;

import dev.sallyport.Stores;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.settings.home.Home;
import dev.sallyport.store.sqlite.Database;
import java.io.IOException;
import java.time.Instant;

/** The stores of a gateway in its home; opened aside, for that takes longer than the rest of the start. */
final class HomeStores implements AutoCloseable {
    private final Database database;
    private final String desk;

    /** Those of the gateway {@code desk} in {@code home}. */
    HomeStores(Home home, String desk) throws IOException {
        this.database = new Database(home.storeFile(), home.nativeFolder(Instant.now()));
        this.desk = desk;
    }

    /** The stores, once they are open; where they cannot be, nothing starts. */
    Stores stores() {
        try {
            database.open();
            return Stores.in(database, desk);
        } catch (IOException unfit) {
            throw new CommandFailure(ExitCode.USAGE, "store", String.valueOf(unfit.getMessage()));
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
