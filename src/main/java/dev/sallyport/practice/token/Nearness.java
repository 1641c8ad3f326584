package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a request comes from a program of this machine, and not through a proxy that stands on it. */
final class Nearness {
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private Nearness() {}

    /** True where the peer is this machine, is asked for by a name of this machine, and nothing says that it passes on. */
    static boolean isLocal(Envelope envelope) {
        Headers headers = envelope.headers();
        return isLoopback(envelope.peer())
                && LOCAL_HOST.matcher(headers.value("Host")).matches()
                && OF_PROXIES.stream().allMatch(name -> headers.value(name).isEmpty());
    }

    private static boolean isLoopback(String peer) {
        try {
            return InetAddress.ofLiteral(peer).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
