package dev.sallyport.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Small pages for operators, by path. */
@FunctionalInterface
public interface Pages {
    /**
     * One answer.
     *
     * @param status the HTTP status
     * @param type the media type
     * @param body the text
     */
    record Page(int status, String type, String body) {
        /** A page of plain text. */
        public static Page text(int status, String body) {
            return new Page(status, "text/plain; charset=utf-8", body);
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Gives the page at {@code path} to {@code answer}, once, soon, on any thread; called on an event loop, so it never blocks. */
    void open(String path, Consumer<Page> answer);
}
