package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.transport.ServerQuestions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether one server speaks the newer era: asked once with {@code server/discover}, then remembered. Any error, and silence, is
 * a server of the older era. Safe for use by several threads. Source: MCP 2026-07-28, Versioning, Backward Compatibility.
 */
final class ServerEra {
    private static final long FORGET_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long PATIENCE_SECONDS = 5;

    private final Upstream server;
    private final Optional<Era> declared;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    private volatile boolean refuses;

    /** What the server answered, or will answer. */
    private record Known(CompletableFuture<Boolean> modern, long sinceNanos) {
        /** A failure is asked again at once; a "no" after a while, for the server may have been renewed. */
        boolean holds(long nowNanos) {
            return !modern.isDone()
                    || (!modern.isCompletedExceptionally() && (modern.join() || nowNanos - sinceNanos < FORGET_NANOS));
        }
    }

    /** The era of {@code server}: as the settings declare it, or to be found out. */
    ServerEra(Upstream server, Optional<Era> declared) {
        this.server = server;
        this.declared = declared;
    }

    /** True where it is known that the server speaks the newer era. */
    boolean isModern() {
        if (declared.isPresent()) {
            return declared.get() == Era.MODERN;
        }
        Known now = known.get();
        return now != null
                && now.modern().isDone()
                && !now.modern().isCompletedExceptionally()
                && now.modern().join();
    }

    /** Whether the server speaks the newer era, asked on {@code leg}, which is one of the newer era. */
    CompletionStage<Boolean> ask(Leg leg) {
        if (declared.isPresent()) {
            return CompletableFuture.completedFuture(declared.get() == Era.MODERN);
        }
        Known now = known.get();
        if (now != null && now.holds(System.nanoTime())) {
            return now.modern();
        }
        Known asked = new Known(new CompletableFuture<>(), System.nanoTime());
        if (!known.compareAndSet(now, asked)) {
            return ask(leg);
        }
        UpstreamCall call = server.send(
                leg.hearing(event -> heard(event, asked.modern())),
                ServerQuestions.question(leg, McpMethod.DISCOVER, ""));
        asked.modern()
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((_, _) -> leg.loop().execute(() -> call.withdraw("the era is decided")));
        return asked.modern();
    }

    /** True where the server refused the handshake of the older era before. */
    boolean isModernOnly() {
        return declared.isPresent() ? isModern() : refuses && isModern();
    }

    /** Notes that the server refused the handshake of the older era. */
    void refusesLegacy() {
        refuses = true;
    }

    /** Asks again at the next need: the server does not behave as one of the era that it was taken for. */
    void forget() {
        refuses = false;
        known.set(null);
    }

    /** True for what a server of the newer era alone would not say to a request of it: a refusal that names a session or handshake. */
    static boolean isForeign(UpstreamEvent event) {
        return switch (event) {
            case UpstreamEvent.Failed failed -> failed.reason().equals(Reasons.STATUS);
            case UpstreamEvent.Spoke spoke ->
                spoke.message() instanceof Message.Response response
                        && response.isError()
                        && response.body().path("error").path("code").asInt(0) == JsonRpc.LEGACY_SERVER_ERROR;
            default -> false;
        };
    }

    private static void heard(UpstreamEvent event, CompletableFuture<Boolean> modern) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> modern.complete(isModern(response));
            case UpstreamEvent.Failed failed when failed.reason().code().equals("status") -> modern.complete(false);
            case UpstreamEvent.Failed failed ->
                modern.completeExceptionally(new UpstreamFailure(failed.reason(), failed.hint()));
            case UpstreamEvent.Ended _ -> modern.complete(false);
            default -> {}
        }
    }

    private static boolean isModern(Message.Response response) {
        for (JsonNode version : response.result().path("supportedVersions")) {
            if (version.asString("").equals(ProtocolVersion.V2026_07_28.text())) {
                return true;
            }
        }
        return false;
    }
}
