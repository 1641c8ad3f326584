package dev.sallyport.pipeline;

/** The header fields of an envelope, names without case. Source: RFC 9110 §5. */
public interface Headers {
    /** No fields: what a message on standard input has. */
    Headers NONE = new Headers() {
        @Override
        public String value(String name) {
            return "";
        }

        @Override
        public boolean isRepeated(String name) {
            return false;
        }
    };

    /** The field's value, or empty where it is absent. */
    String value(String name);

    /** True where the field stands more than once. */
    boolean isRepeated(String name);
}
