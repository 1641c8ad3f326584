package dev.sallyport.sample;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stdio MCP server of both eras: 2026-07-28 for requests that carry their version, 2025-11-25 to 2025-03-26 after an
 * {@code initialize}. Source: MCP 2026-07-28, Versioning, Backward Compatibility; stdio.
 */
public final class SampleServer {
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int INTERNAL_ERROR = -32603;
    private static final int LISTENS_MAX = 64;

    private final InputStream in;
    private final OutputStream out;
    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final SampleMethods methods;
    /** The ids of the open subscriptions: nothing here ever changes, so they only hear of their end. */
    private final Set<JsonNode> listens = new LinkedHashSet<>();

    /** A server between two streams; the clock is what tool {@code now} tells. */
    public SampleServer(InputStream in, OutputStream out, InstantSource clock) {
        this.in = in;
        this.out = new BufferedOutputStream(out);
        methods = new SampleMethods(json, new SampleTools(clock));
    }

    /** Serves standard input and output until input ends. */
    public static void main(String[] args) throws IOException {
        new SampleServer(
                        new FileInputStream(FileDescriptor.in),
                        new FileOutputStream(FileDescriptor.out),
                        InstantSource.system())
                .serve();
    }

    /** Answers every line until input ends, then tells open subscriptions so. */
    public void serve() throws IOException {
        SampleLines lines = new SampleLines(in);
        for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
            try {
                answer(json.readTree(line));
            } catch (JacksonException e) {
                fail(NullNode.getInstance(), new Reply.Failure(PARSE_ERROR, "not one JSON value"));
            }
            out.flush();
        }
        for (JsonNode id : listens) {
            succeed(id, methods.endOfListen(id));
        }
        out.flush();
    }

    private void answer(JsonNode message) throws IOException {
        JsonNode id = message.path("id");
        JsonNode method = message.path("method");
        if (message.isMissingNode()) {
            fail(NullNode.getInstance(), new Reply.Failure(PARSE_ERROR, "not one JSON value"));
        } else if (!message.path("jsonrpc").asString("").equals("2.0")
                || !(method.isString() || message.has("result") || message.has("error"))
                || !(id.isMissingNode() || id.isString() || id.isIntegralNumber())) {
            fail(NullNode.getInstance(), new Reply.Failure(INVALID_REQUEST, "not a JSON-RPC 2.0 message"));
        } else if (id.isMissingNode()) {
            hear(method.asString(""), message.path("params"));
        } else if (method.isString()) {
            answer(id, method.stringValue(), message.path("params"));
        }
        // a response answers nothing: this server never asks
    }

    private void hear(String method, JsonNode params) {
        if (method.equals("notifications/cancelled")) {
            listens.remove(params.path("requestId"));
        }
    }

    private void answer(JsonNode id, String method, JsonNode params) throws IOException {
        if (!params.isMissingNode() && !params.isObject()) {
            fail(id, Reply.invalid("params must be an object"));
            return;
        }
        switch (methods.answer(method, params, step -> tellProgress(params, step))) {
            case Reply.Result(ObjectNode result) -> succeed(id, result);
            case Reply.Failure failure -> fail(id, failure);
            case Reply.Later() -> listen(id);
        }
    }

    private void listen(JsonNode id) throws IOException {
        if (listens.size() == LISTENS_MAX) {
            fail(id, new Reply.Failure(INTERNAL_ERROR, "too many open subscriptions"));
            return;
        }
        listens.add(id);
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.putObject("_meta").set(SampleMethods.SUBSCRIPTION_ID, id);
        params.putObject("notifications");
        write(message()
                .put("method", "notifications/subscriptions/acknowledged")
                .set("params", params));
    }

    private void tellProgress(JsonNode params, int step) {
        JsonNode token = params.path("_meta").path("progressToken");
        if (!token.isString() && !token.isIntegralNumber()) {
            return;
        }
        int from = params.path("arguments").path("from").intValue();
        ObjectNode progress = JsonNodeFactory.instance.objectNode();
        progress.set("progressToken", token);
        progress.put("progress", step).put("total", from).put("message", (from - step) + " to go");
        try {
            write(message().put("method", "notifications/progress").set("params", progress));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void succeed(JsonNode id, ObjectNode result) throws IOException {
        ObjectNode answer = message();
        answer.set("id", id);
        write(answer.set("result", result));
    }

    private void fail(JsonNode id, Reply.Failure failure) throws IOException {
        ObjectNode answer = message();
        answer.set("id", id);
        ObjectNode error = answer.putObject("error").put("code", failure.code()).put("message", failure.message());
        if (!failure.data().isMissingNode()) {
            error.set("data", failure.data());
        }
        write(answer);
    }

    private static ObjectNode message() {
        return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    }

    private void write(JsonNode message) throws IOException {
        out.write(json.writeValueAsBytes(message));
        out.write('\n');
    }
}
