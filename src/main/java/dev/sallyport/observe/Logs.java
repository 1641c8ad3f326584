package dev.sallyport.observe;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Where log events of this process go: one stream, our own at a chosen level, those of libraries from WARNING on. */
public final class Logs {
    private static final Logger ROOT = Logger.getLogger("");
    // held, because the log manager forgets a logger that nobody holds, and its level with it
    private static final Logger OURS = Logger.getLogger("sallyport");
    /** It tells with stack traces what the database says in words when its library cannot be loaded. */
    private static final Logger LOADER = Logger.getLogger("org.sqlite.SQLiteJDBCLoader");

    private Logs() {}

    /** Sends all events to {@code out} from now on, in place of whatever was set before. */
    public static void install(System.Logger.Level level, LogFormat format, PrintStream out) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Level ours = level(level);
        OURS.setLevel(ours);
        LOADER.setLevel(Level.OFF);
        ROOT.setLevel(ours.intValue() > Level.WARNING.intValue() ? ours : Level.WARNING);
        ROOT.addHandler(new Lines(format, out));
    }

    private static Level level(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }

    private static final class Lines extends Handler {
        private final PrintStream out;

        Lines(LogFormat format, PrintStream out) {
            this.out = out;
            setFormatter(format);
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) {
                byte[] line = getFormatter().format(event).getBytes(StandardCharsets.UTF_8);
                out.write(line, 0, line.length);
                out.flush();
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
