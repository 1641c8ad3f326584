package dev.sallyport.store.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Redis is and how it is spoken to.
 *
 * @param host a name or an address
 * @param port its port
 * @param database the number of the database
 * @param tls true where TLS is spoken
 * @param ca the authorities that vouch for it, in PEM; without it, those that Java trusts
 * @param login who logs in
 * @param timeout how long an answer is waited for
 */
public record RedisServer(
        String host, int port, int database, boolean tls, Optional<Path> ca, Login login, Duration timeout) {
    /** The user and the password, which print as a mask. */
    public record Login(Optional<String> username, Optional<String> password) {
        /** Nobody in particular. */
        public static final Login NONE = new Login(Optional.empty(), Optional.empty());

        @Override
        public String toString() {
            return "***";
        }
    }

    /** A server on this machine that asks for no password. */
    public static RedisServer local(int port, Duration timeout) {
        return new RedisServer("127.0.0.1", port, 0, false, Optional.empty(), Login.NONE, timeout);
    }

    /** The same as the client takes it, which connects within {@code connect}. */
    RedisURI uri(Duration connect) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withDatabase(database)
                .withSsl(tls)
                .withVerifyPeer(SslVerifyMode.FULL)
                .withClientName("sallyport")
                .withTimeout(connect);
        login.password().ifPresent(password -> {
            if (login.username().isPresent()) {
                uri.withAuthentication(login.username().get(), password.toCharArray());
            } else {
                uri.withPassword(password.toCharArray());
            }
        });
        return uri.build();
    }
}
