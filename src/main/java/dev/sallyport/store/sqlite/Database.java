package dev.sallyport.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file and the one thread that reads and writes it. A step is one transaction, durable when it completes; one that fails has
 * changed nothing. Several processes may use the file at once.
 */
public final class Database implements AutoCloseable {
    private static final int WAITING_MAX = 10_000;
    private static final int BUSY_MILLIS = 5_000;
    private static final long AGAIN_NANOS = 5_000_000;
    /** Of a result code of SQLite, without what tells more. */
    private static final int PRIMARY_CODE = 0xff;

    private static final long PATIENCE_SECONDS = 30;
    private static final long ROOM_BYTES_MIN = 4L << 20;

    private final Path file;
    private final Path libraries;
    private final BlockingQueue<Job<?>> jobs = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;
    private volatile boolean closing;

    /** What is done with the connection, in one transaction. */
    @FunctionalInterface
    interface Step<T> {
        /** Its result. */
        T run(Connection connection) throws SQLException;
    }

    private record Job<T>(Step<T> step, CompletableFuture<T> done) {
        void run(Connection connection) {
            try {
                T result = transacted(connection);
                done.complete(result);
            } catch (SQLException | RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        }

        private T transacted(Connection connection) throws SQLException {
            execute(connection, "BEGIN IMMEDIATE");
            try {
                T result = step.run(connection);
                execute(connection, "COMMIT");
                return result;
            } catch (SQLException | RuntimeException failed) {
                rollBack(connection, failed);
                throw failed;
            }
        }

        private static void rollBack(Connection connection, Exception why) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException also) {
                why.addSuppressed(also);
            }
        }
    }

    /** The database in {@code file}, which is there, and may be empty; its library is unpacked into {@code libraries}. Opened aside. */
    public Database(Path file, Path libraries) {
        this.file = file;
        this.libraries = libraries;
        this.thread = Thread.ofPlatform().daemon().name("sallyport-store").unstarted(this::serve);
        thread.start();
    }

    /**
     * What is wrong with the database in {@code file}, which is there and not empty; nothing where it is whole and can be written. It is not
     * changed. Blocks.
     */
    public static Optional<String> problem(Path file, Path libraries) {
        try (Connection connection = connect(file, libraries)) {
            check(connection, file);
            execute(connection, "BEGIN IMMEDIATE");
            execute(connection, "ROLLBACK");
            return Optional.empty();
        } catch (SQLException | IOException | LinkageError failed) {
            return Optional.of(said(file, libraries, failed));
        }
    }

    /**
     * Waits until it is open.
     *
     * @throws IOException where it cannot be used; the message tells an operator what to do
     */
    public void open() throws IOException {
        try {
            var _ = call(_ -> true);
        } catch (IOException failed) {
            throw failed.getCause() instanceof SQLException sql
                    ? new IOException(said(file, libraries, sql), sql)
                    : failed;
        }
    }

    /** Does {@code step} after those before it. */
    <T> CompletableFuture<T> submit(Step<T> step) {
        Job<T> job = new Job<>(step, new CompletableFuture<>());
        if (closing || !jobs.offer(job)) {
            job.done().completeExceptionally(new IOException("the store is closed, or too much waits for it"));
        }
        if (!thread.isAlive()) {
            drop(new IOException("the store is closed"));
        }
        return job.done();
    }

    /** Does {@code step}, and waits for it. */
    <T> T call(Step<T> step) throws IOException {
        try {
            return submit(step).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException told ? told : new IOException(failed.getCause());
        } catch (TimeoutException late) {
            throw new IOException(file + " is busy", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private void serve() {
        @Nullable Exception unfit = null;
        try (Connection connection = connect(file, libraries)) {
            check(connection, file);
            Migrations.run(connection, file);
            while (true) {
                Job<?> job = closing ? jobs.poll() : jobs.take();
                if (job != null) {
                    job.run(connection);
                } else if (closing) {
                    return;
                }
            }
        } catch (SQLException | IOException | LinkageError failed) {
            unfit = new IOException(said(file, libraries, failed), failed);
        } catch (InterruptedException interrupted) {
            unfit = interrupted;
        }
        refuse(unfit);
    }

    /** Nothing is done any more: whoever asks hears why. */
    private void refuse(Exception why) {
        try {
            while (!closing) {
                Job<?> job = jobs.take();
                job.done().completeExceptionally(why);
            }
        } catch (InterruptedException _) {
            // as good as closed
        }
        drop(why);
    }

    private void drop(Exception why) {
        for (Job<?> job = jobs.poll(); job != null; job = jobs.poll()) {
            job.done().completeExceptionally(why);
        }
    }

    private static Connection connect(Path file, Path libraries) throws SQLException {
        // read when the library is loaded; nobody else may write there
        System.setProperty("org.sqlite.tmpdir", libraries.toString());
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "ON");
        config.enableLoadExtension(false);
        Properties properties = config.toProperties();
        long beganNanos = System.nanoTime();
        while (true) {
            try {
                return connect(file, properties);
            } catch (SQLiteException failed) {
                // where several start at once, SQLite does not wait for the one that turns the journal into WAL
                if (!is(SQLiteErrorCode.SQLITE_BUSY, failed)
                        || System.nanoTime() - beganNanos > TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS)) {
                    throw failed;
                }
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private static boolean is(SQLiteErrorCode code, SQLiteException failed) {
        return (failed.getResultCode().code & PRIMARY_CODE) == code.code;
    }

    private static Connection connect(Path file, Properties properties) throws SQLException {
        Connection connection = new JDBC().connect(JDBC.PREFIX + file, properties);
        if (connection == null) {
            throw new SQLException("no connection");
        }
        return connection;
    }

    private static void check(Connection connection, Path file) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            execute(connection, "PRAGMA trusted_schema = OFF");
            try (var result = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!result.next() || !"ok".equals(result.getString(1))) {
                    throw new IOException(damaged(file));
                }
            }
        }
    }

    private static String said(Path file, Path libraries, Throwable failed) {
        if (failed instanceof IOException told) {
            return String.valueOf(told.getMessage());
        }
        if (failed instanceof SQLiteException sqlite) {
            if (is(SQLiteErrorCode.SQLITE_NOTADB, sqlite) || is(SQLiteErrorCode.SQLITE_CORRUPT, sqlite)) {
                return damaged(file);
            }
            if (is(SQLiteErrorCode.SQLITE_BUSY, sqlite)) {
                return file
                        + " cannot be used: another program keeps it locked; end what has it open, such as a shell of"
                        + " SQLite or a copy that is being made, and start again";
            }
        }
        for (Path needed : List.of(libraries, file.resolveSibling(""))) {
            if (isFull(needed)) {
                return file + " cannot be used: no space is left in " + needed + "; make room there";
            }
        }
        return file + " cannot be used (" + failed.getMessage() + "); make it one that this user may read and write";
    }

    /** True where what SQLite needs besides has no room: its library, and what it writes beside the file. */
    private static boolean isFull(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES_MIN;
        } catch (IOException _) {
            return false;
        }
    }

    private static String damaged(Path file) {
        return file
                + " is damaged; move it away, with what is beside it under the same name, and start again: what was approved is"
                + " asked again then, and the tools that servers have now count as those of first use";
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends when what was asked is done. */
    @Override
    public void close() {
        closing = true;
        // wakes the thread up
        var _ = jobs.offer(new Job<>(_ -> true, new CompletableFuture<>()));
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
