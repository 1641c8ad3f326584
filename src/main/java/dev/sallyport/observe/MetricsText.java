package dev.sallyport.observe;

/**
 * Metrics as Prometheus reads them. Source: Prometheus, Exposition formats, Text-based format 0.0.4.
 *
 * <p>Names and label names are our own; label values are escaped.
 */
public final class MetricsText {
    /** The media type of the text. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** What a family of samples is. */
    public enum Kind {
        /** Only grows. */
        COUNTER("counter"),
        /** Goes up and down. */
        GAUGE("gauge"),
        /** Cumulative buckets with sum and count. */
        HISTOGRAM("histogram"),
        /** Sum and count. */
        SUMMARY("summary");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final StringBuilder text = new StringBuilder(8192);

    /** Begins the family {@code name}; its samples follow. */
    public MetricsText family(String name, Kind kind, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(kind.text).append('\n');
        return this;
    }

    /** One sample; {@code labels} are names and values in turn. */
    public MetricsText sample(String name, long value, String... labels) {
        head(name, labels);
        text.append(value).append('\n');
        return this;
    }

    /** One sample that is no whole number; {@code labels} are names and values in turn. */
    public MetricsText sample(String name, double value, String... labels) {
        head(name, labels);
        text.append(value).append('\n');
        return this;
    }

    /** A family of one gauge without labels. */
    public MetricsText gauge(String name, String help, long value) {
        return family(name, Kind.GAUGE, help).sample(name, value);
    }

    private void head(String name, String... labels) {
        text.append(name);
        for (int i = 0; i + 1 < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length > 0 ? "} " : " ");
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
