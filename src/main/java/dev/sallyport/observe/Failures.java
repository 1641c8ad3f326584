package dev.sallyport.observe;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What is wrong between this process and a receiver of what it tells, as an operator can mend it. */
public final class Failures {
    private static final int CAUSES_MAX = 16;

    private Failures() {}

    /** Where {@code url} leads: nothing of its path and its query, nor of who calls, for those may be secrets. */
    public static String address(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** Why there is no connection to {@code where}. */
    public static String reaching(String where, Throwable failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return none(
                        where, "its name is not known; compare it with the settings, or mend how names are resolved");
            }
            if (cause instanceof CertificateException) {
                return "no TLS with " + where + ": its certificate is not trusted (" + said(causes)
                        + "); name the authority that vouches for it in `ca`";
            }
        }
        for (Throwable cause : causes) {
            Optional<String> known = known(where, cause);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return none(where, said(causes) + "; compare scheme and port, and look whether the receiver runs");
    }

    private static Optional<String> known(String where, Throwable cause) {
        return switch (cause) {
            case SSLException tls
            when String.valueOf(tls.getMessage()).contains("SSL message") ->
                Optional.of("no TLS with " + where + ": what answers there speaks none; compare scheme and port");
            case SSLException tls ->
                Optional.of("no TLS with " + where + ": " + tls.getMessage() + "; compare `ca` and the certificates");
            case HttpTimeoutException _, SocketTimeoutException _ ->
                Optional.of(
                        none(
                                where,
                                "nothing answers in time; compare scheme and port, look whether the receiver runs, and for a firewall"));
            case NoRouteToHostException _ ->
                Optional.of(none(where, "no way leads there; compare the address, and look after the network"));
            case ConnectException refused
            when isRefused(refused) ->
                Optional.of(none(where, "it is refused; look whether the receiver runs, and listens there"));
            default -> Optional.empty();
        };
    }

    /** The client of the JDK says nothing where a connection is refused. */
    private static boolean isRefused(ConnectException failed) {
        return failed.getMessage() == null || failed.getMessage().contains("refused");
    }

    private static String none(String where, String why) {
        return "no connection to " + where + ": " + why;
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (@Nullable Throwable cause = failure;
                cause != null && causes.size() < CAUSES_MAX;
                cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** What the deepest of {@code causes} that says anything says. */
    private static String said(List<Throwable> causes) {
        for (Throwable cause : causes.reversed()) {
            if (cause.getMessage() != null) {
                return cause.getMessage().lines().findFirst().orElse("");
            }
        }
        return causes.getLast().getClass().getSimpleName();
    }

    /** What it means that {@code where} answered with {@code status}, which is no success. */
    public static String answering(String where, int status) {
        return where + " answers " + status
                + switch (status) {
                    case 401, 403, 407 ->
                        ": it does not accept what it is shown; compare tokens and keys in the settings";
                    case 404, 405, 410 -> ": nothing takes this there; compare the path of the URL";
                    case 413 -> ": that is too large for it; let it take 1 MiB";
                    default ->
                        status / 100 == 3
                                ? ": it leads elsewhere, where nobody follows; name the right place in the settings"
                                : "; it is tried again, and the log of the receiver says more";
                };
    }
}
