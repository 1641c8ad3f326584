package dev.sallyport.observe;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One line for each event: for people, for a terminal, or one JSON object. A control character in a message cannot forge a line. */
public final class LogFormat extends Formatter {
    /** How a line looks. */
    public enum Form {
        /** Time, level, logger, message. */
        PLAIN,
        /** The same with the level in colour. */
        COLOUR,
        /** An object with time, level, logger, message and, for a failure, error. */
        JSON
    }

    private static final int MESSAGE_CHARS_MAX = 8192;

    private final Form form;

    /** Lines of {@code form}. */
    public LogFormat(Form form) {
        this.form = form;
    }

    @Override
    public String format(LogRecord event) {
        String message = cut(formatMessage(event));
        String logger = event.getLoggerName() == null ? "" : event.getLoggerName();
        return switch (form) {
            case PLAIN, COLOUR ->
                event.getInstant() + " " + level(event.getLevel()) + " " + logger + " " + plain(message)
                        + System.lineSeparator() + trace(event);
            case JSON -> json(event, logger, message) + System.lineSeparator();
        };
    }

    private String level(Level level) {
        String padded = (name(level) + "       ").substring(0, 7);
        if (form != Form.COLOUR) {
            return padded;
        }
        int colour = level.intValue() >= Level.SEVERE.intValue() ? 31 : level.equals(Level.WARNING) ? 33 : 36;
        return "\u001b[" + colour + "m" + padded + "\u001b[0m";
    }

    /** The names of {@link System.Logger.Level}, which are ours and those of the option. */
    private static String name(Level level) {
        int value = level.intValue();
        return value >= Level.SEVERE.intValue()
                ? "ERROR"
                : value >= Level.WARNING.intValue()
                        ? "WARNING"
                        : value >= Level.INFO.intValue() ? "INFO" : value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static String cut(String message) {
        return message.length() <= MESSAGE_CHARS_MAX ? message : message.substring(0, MESSAGE_CHARS_MAX) + " (cut)";
    }

    private static String plain(String message) {
        StringBuilder plain = new StringBuilder(message.length());
        message.codePoints().forEach(c -> {
            int kind = Character.getType(c);
            boolean unseen = kind == Character.CONTROL
                    || kind == Character.FORMAT
                    || kind == Character.LINE_SEPARATOR
                    || kind == Character.PARAGRAPH_SEPARATOR;
            plain.appendCodePoint(unseen ? ' ' : c);
        });
        return plain.toString();
    }

    private static String trace(LogRecord event) {
        if (event.getThrown() == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        event.getThrown().printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static String json(LogRecord event, String logger, String message) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("time", event.getInstant().toString());
        line.put("level", name(event.getLevel()));
        line.put("logger", logger);
        line.put("message", message);
        if (event.getThrown() != null) {
            line.put("error", trace(event));
        }
        return line.toString();
    }
}
