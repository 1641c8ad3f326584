package dev.sallyport.observe.ship;

import dev.sallyport.crypto.PeerTls;
import dev.sallyport.observe.Failures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A receiver over HTTP. An answer of success confirms a post; redirects are not followed. */
public final class ToHttp implements Sink {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long ANSWER_SECONDS = 30;
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final int LATER_SECONDS_MAX = 300;
    private static final int TOO_LARGE = 413;

    private final Target target;
    private final HttpBody body;
    private @Nullable HttpClient client;
    private volatile @Nullable CompletableFuture<?> asked;

    /**
     * Where a receiver is.
     *
     * @param url what is posted to
     * @param headers what goes with every post, secrets among them
     * @param peer how TLS is spoken
     * @param proxy through which it is reached
     */
    public record Target(URI url, Map<String, String> headers, PeerTls peer, Optional<URI> proxy) {
        @Override
        public String toString() {
            return Failures.address(url);
        }
    }

    /** Posts {@code body} to {@code target}. */
    public ToHttp(Target target, HttpBody body) {
        this.target = target;
        this.body = body;
    }

    /** What is said of it: a proxy may be the one that does not answer. */
    private String where() {
        return Failures.address(target.url())
                + target.proxy()
                        .map(url -> " through the proxy " + Failures.address(url))
                        .orElse("");
    }

    @Override
    public int send(String ledger, List<Piece> pieces) throws IOException {
        byte[] bytes = body.of(ledger, pieces);
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        target.headers().forEach(request::header);
        body.headers(bytes).forEach(request::header);
        HttpResponse<byte[]> answer = ask(request.build());
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return body.refused(answer.body());
        }
        if (status == TOO_LARGE && pieces.size() > 1) {
            throw new TooLarge(where() + " answers 413 to so many entries at once; fewer follow");
        }
        throw new Later(Failures.answering(where(), status), later(answer));
    }

    private static Duration later(HttpResponse<?> answer) {
        String wait = answer.headers().firstValue("Retry-After").orElse("");
        return wait.matches("[0-9]{1,5}")
                ? Duration.ofSeconds(Math.min(Integer.parseInt(wait), LATER_SECONDS_MAX))
                : Duration.ZERO;
    }

    private HttpResponse<byte[]> ask(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asking =
                client().sendAsync(request, _ -> new FirstBytes(ANSWER_BYTES_MAX));
        asked = asking;
        try {
            return asking.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            close();
            throw new IOException(
                    where() + " did not answer within " + ANSWER_SECONDS + " s; the log of the receiver says more");
        } catch (InterruptedException _) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("stopped");
        } catch (ExecutionException failed) {
            close();
            throw new IOException(Failures.reaching(where(), failed), failed);
        }
    }

    private HttpClient client() throws IOException {
        if (client != null) {
            return client;
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(CONNECT);
        target.proxy()
                .ifPresent(url -> builder.proxy(
                        ProxySelector.of(InetSocketAddress.createUnresolved(url.getHost(), url.getPort()))));
        if ("https".equals(target.url().getScheme())) {
            builder.sslContext(target.peer().context());
        }
        HttpClient made = builder.build();
        client = made;
        return made;
    }

    @Override
    public void confirm() {
        // the answer did
    }

    @Override
    public Duration confirmWithin() {
        return Duration.ZERO;
    }

    @Override
    public void abort() {
        CompletableFuture<?> asking = asked;
        if (asking != null) {
            asking.cancel(true);
        }
    }

    @Override
    public void close() {
        HttpClient made = client;
        client = null;
        if (made != null) {
            made.shutdownNow();
        }
    }
}
