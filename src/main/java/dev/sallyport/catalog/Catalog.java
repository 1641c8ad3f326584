package dev.sallyport.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of one server as one caller sees them: asked for on first need, kept until the server says that they changed, and
 * brought up to date by every list that passes. Safe for use by several threads.
 */
public final class Catalog {
    /** More tools than this are not looked at; calls of the rest are calls of unknown tools. */
    public static final int TOOLS_MAX = 10_000;

    private static final long AGAIN_NANOS = 5_000_000_000L;

    private volatile Map<String, Definition> byName = Map.of();
    private final AtomicReference<@Nullable CompletableFuture<Catalog>> loading = new AtomicReference<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean loaded;
    private volatile boolean asked;
    private volatile long askedNanos;
    private volatile long freshNanos;

    /** How far the catalog can be trusted. */
    public enum Knowledge {
        /** The server must be asked first. */
        NONE,
        /** What is here holds, and it is time to ask again; a name that is not here may be new. */
        OLD,
        /** The list is the server's. */
        FRESH
    }

    /** How far the catalog can be trusted at {@code nowNanos}. */
    public Knowledge knowledge(long nowNanos) {
        return !loaded ? Knowledge.NONE : nowNanos - askedNanos > freshNanos ? Knowledge.OLD : Knowledge.FRESH;
    }

    /** The definition of {@code name}, or {@link Definition#NONE}. */
    public Definition tool(String name) {
        return byName.getOrDefault(name, Definition.NONE);
    }

    /** The names of the tools that are known. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** Asks {@code source} once, however many callers wait for it. */
    public CompletionStage<Catalog> load(DefinitionSource source, long nowNanos) {
        CompletableFuture<Catalog> mine = new CompletableFuture<>();
        CompletableFuture<Catalog> first = loading.compareAndExchange(null, mine);
        if (first != null) {
            return first;
        }
        askedNanos = nowNanos;
        asked = true;
        long before = changes.get();
        source.tools().whenComplete((list, failure) -> {
            if (failure == null) {
                replace(list, changes.get() == before);
            }
            loading.set(null);
            if (failure == null) {
                mine.complete(this);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /**
     * Asks like {@link #load} for what may have changed; empty where the server was asked a moment ago, so that no client can make
     * us ask without end.
     */
    public Optional<CompletionStage<Catalog>> refresh(DefinitionSource source, long nowNanos) {
        CompletableFuture<Catalog> running = loading.get();
        if (running != null) {
            return Optional.of(running);
        }
        return asked && nowNanos - askedNanos < AGAIN_NANOS ? Optional.empty() : Optional.of(load(source, nowNanos));
    }

    /** Forgets everything: the server said that its tools changed. */
    public void invalidate() {
        changes.incrementAndGet();
        asked = false;
        loaded = false;
        byName = Map.of();
    }

    /** Takes over the definitions of a list, or of a page of one, that passes to the client. */
    public void learn(JsonNode list) {
        Map<String, Definition> known = byName;
        Map<String, Definition> changed = null;
        for (JsonNode item : list) {
            Definition definition = definition(item);
            if (!definition.isNone() && !definition.equals(known.get(definition.name()))) {
                changed = changed == null ? new HashMap<>(known) : changed;
                changed.put(definition.name(), definition);
            }
        }
        if (changed != null && changed.size() <= TOOLS_MAX) {
            byName = Map.copyOf(changed);
        }
    }

    /** A list that was overtaken by a change is good for no longer than the next question. */
    private void replace(ToolList list, boolean current) {
        Map<String, Definition> fresh = new HashMap<>();
        for (JsonNode item : list.tools()) {
            Definition definition = definition(item);
            if (!definition.isNone() && fresh.size() < TOOLS_MAX) {
                fresh.put(definition.name(), definition);
            }
        }
        byName = Map.copyOf(fresh);
        freshNanos = current ? list.ttl().toNanos() : -1;
        asked = current;
        loaded = true;
    }

    private static Definition definition(JsonNode item) {
        return item instanceof ObjectNode tool && tool.path("name").isString()
                ? Definition.of(tool.path("name").asString(), tool)
                : Definition.NONE;
    }
}
