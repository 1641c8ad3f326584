package dev.sallyport.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What is wrong with Redis, as an operator can mend it. */
final class Failures {
    private Failures() {}

    static String text(Throwable failure, RedisServer server) {
        String where = "Redis at " + server.host() + ":" + server.port() + " ";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<String> what = what(cause);
            if (what.isPresent()) {
                return where + what.get();
            }
        }
        return where + "cannot be used: " + failure.getClass().getSimpleName();
    }

    private static Optional<String> what(Throwable cause) {
        return switch (cause) {
            case RedisCommandExecutionException refused -> Optional.of(refused(String.valueOf(refused.getMessage())));
            case UnknownHostException _ -> Optional.of("has a name that is not known");
            case ConnectException _ -> Optional.of("is not there: the connection is refused");
            case SSLException tls -> Optional.of("does not speak TLS as it should: " + tls.getMessage());
            case RedisCommandTimeoutException _, TimeoutException _ -> Optional.of("does not answer in time");
            default -> Optional.empty();
        };
    }

    private static String refused(String says) {
        String word = says.split(" ", 2)[0];
        return switch (word) {
            case "WRONGPASS" -> "refuses the user or the password";
            case "NOAUTH" -> "asks for a password, and store.redis.password has none";
            case "NOPERM" ->
                "does not let this user run the script: EVALSHA, SCRIPT LOAD, GET, SET, DEL and TIME are needed";
            case "OOM" -> "has no memory left";
            case "READONLY" -> "is a replica that cannot be written";
            case "LOADING" -> "is starting";
            default -> "refuses: " + word;
        };
    }
}
