package dev.sallyport.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The library as it is used here: one connection at a time, nothing sent twice, two threads. */
final class Client implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int QUEUE_MAX = 16_384;
    /** To connect takes longer than to answer: names are looked up, hands are shaken. */
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisServer server;

    Client(RedisServer server) {
        this.server = server;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources, server.uri(CONNECT));
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE_MAX)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build())
                .sslOptions(tls(server))
                .build());
    }

    private static SslOptions tls(RedisServer server) {
        SslOptions.Builder tls =
                SslOptions.builder().jdkSslProvider().handshakeTimeout(CONNECT).protocols("TLSv1.3");
        server.ca().ifPresent(file -> tls.trustManager(file.toFile()));
        return tls.build();
    }

    /** A connection; fails after two seconds. */
    StatefulRedisConnection<String, String> connect() {
        return client.connect(StringCodec.UTF8);
    }

    /** Gives {@code connection} up without waiting. */
    void close(StatefulRedisConnection<String, String> connection) {
        var _ = connection.closeAsync();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, server.timeout());
        var _ = resources.shutdown(0, server.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
