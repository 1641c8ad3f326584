package dev.sallyport.transport.web;

import dev.sallyport.practice.token.verify.IdentityWeb;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Asks over HTTP, and is not led anywhere: no redirect is followed, 64 KiB are read at most, and all of it takes 5 seconds at
 * most. Where a URL may lead is decided by {@link Reach}.
 */
public final class GuardedWeb implements IdentityWeb, AutoCloseable {
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final Duration WHOLE = Duration.ofSeconds(5);

    private final Reach reach;
    private final WebClients clients;
    private volatile Map<URI, Path> authorities = Map.of();

    /** Asks through {@code proxy}, where one is set. */
    public GuardedWeb(Optional<URI> proxy) {
        this.reach = new Reach(proxy.isEmpty());
        this.clients = new WebClients(proxy);
    }

    /** From now on only those in the file that {@code files} names vouch for what is asked on behalf of a URL of the settings. */
    public void trust(Map<URI, Path> files) {
        authorities = Map.copyOf(files);
        clients.keep(List.copyOf(files.values()));
    }

    @Override
    public Answer get(URI url, URI trusted) throws IOException {
        return ask(url, trusted, HttpRequest.newBuilder().GET());
    }

    @Override
    public Answer post(URI url, URI trusted, String authorization, String form) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return ask(url, trusted, request);
    }

    private Answer ask(URI url, URI trusted, HttpRequest.Builder request) throws IOException {
        reach.check(url, trusted);
        Optional<Path> ca = Optional.ofNullable(authorities.get(trusted));
        HttpRequest whole = request.uri(url)
                .timeout(WHOLE)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<Answer> answer = clients.trusting(ca)
                .sendAsync(whole, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(GuardedWeb::read, Thread::startVirtualThread);
        try {
            return answer.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw new IOException("no answer in time");
        } catch (ExecutionException failed) {
            throw new IOException(words(failed, ca));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static Answer read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                throw new UncheckedIOException(new IOException("the answer is larger than 64 KiB"));
            }
            return new Answer(response.statusCode(), bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What failed, for the log; URLs of questions have no secrets. */
    private static String words(ExecutionException failed, Optional<Path> ca) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String message = cause.getMessage();
        String vouching = ca.map(file -> "; " + file + " says whom to trust")
                .orElse("; an authority of your own goes into `tls.ca` of the issuer");
        return cause.getClass().getSimpleName()
                + (message == null ? "" : ": " + message)
                + (cause instanceof SSLException ? vouching : "");
    }

    @Override
    public void close() {
        clients.close();
    }
}
