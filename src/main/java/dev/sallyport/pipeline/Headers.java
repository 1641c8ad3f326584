package dev.sallyport.pipeline;

import java.util.List;

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

    /** The field's values in the order in which they stand, none where it is absent. */
    default List<String> values(String name) {
        String value = value(name);
        return value.isEmpty() ? List.of() : List.of(value);
    }

    /** True where the field stands more than once. */
    boolean isRepeated(String name);
}
