package dev.sallyport.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the bytes, they are a message or malformed with a code; a message written and read again is the same one. */
final class MessageDecoderFuzz {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"jsonrpc\"",
        "\"2.0\"",
        "\"id\"",
        "\"ID\"",
        "\"method\"",
        "\"params\"",
        "\"result\"",
        "\"error\"",
        "\"_meta\"",
        "\"tools/call\"",
        "\"\"",
        "1",
        "1.5",
        "-0",
        "null",
        "true",
        "\"a b\"",
        "\"code\"",
        "\"message\"",
        "{}",
        "[]",
        "\"jsonrpc\":\"2.0\"",
        "\"id\":1",
        "\"method\":\"x\"",
        "\"result\":{}",
        "\"params\":{}"
    };

    @FuzzTest
    void anyBytesAreAMessageOrMalformed(byte[] bytes) {
        decode(bytes);
    }

    @Test
    void anyArrangementOfPiecesIsAMessageOrMalformed() {
        Random random = new Random(20260728);
        int messages = 0;
        for (int i = 0; i < 15_000; i++) {
            StringBuilder text = new StringBuilder("{\"jsonrpc\":\"2.0\"");
            for (int j = random.nextInt(5); j > 0; j--) {
                text.append(',').append(PIECES[random.nextInt(PIECES.length)]);
                if (random.nextInt(3) == 0) {
                    text.append(':').append(PIECES[random.nextInt(PIECES.length)]);
                }
            }
            messages += decode(text.append('}').toString().getBytes(UTF_8)) ? 1 : 0;
        }
        assertTrue(messages > 50, "messages " + messages);
    }

    private static boolean decode(byte[] bytes) {
        if (!(new JsonReader().read(bytes, 0, bytes.length) instanceof JsonRead.Value value)) {
            return false;
        }
        return switch (MessageDecoder.decode(value.root())) {
            case Malformed malformed -> {
                assertTrue(malformed.code().matches("[a-z-]+"), malformed.code());
                yield false;
            }
            case Message.Spoken spoken -> {
                check(spoken);
                byte[] again = new JsonWriter().write(spoken.body());
                JsonRead.Value reread = assertInstanceOf(
                        JsonRead.Value.class,
                        new JsonReader().read(again, 0, again.length),
                        () -> Arrays.toString(again));
                assertEquals(spoken, MessageDecoder.decode(reread.root()));
                yield true;
            }
            case Message other -> throw new AssertionError("no bytes are a " + other.getClass());
        };
    }

    /** What guards rely on. */
    private static void check(Message.Spoken spoken) {
        ObjectNode body = spoken.body();
        assertEquals("2.0", body.path("jsonrpc").asString());
        switch (spoken) {
            case Message.Request request -> {
                assertEquals(request.id().json(), body.get("id"));
                assertEquals(request.method(), body.path("method").asString());
                assertTrue(request.params().isMissingNode() || request.params().isObject());
            }
            case Message.Notification notification -> {
                assertTrue(body.path("id").isMissingNode());
                assertTrue(notification.params().isMissingNode()
                        || notification.params().isObject());
            }
            case Message.Response response -> assertTrue(response.isError() != body.has("result"));
        }
    }
}
