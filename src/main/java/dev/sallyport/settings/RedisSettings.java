package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import dev.sallyport.settings.binding.RedisUrl;
import dev.sallyport.settings.binding.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A Redis, and how it is spoken to. */
public record RedisSettings(
        @Doc("Where it is: `rediss://` with TLS, `redis://` on this machine.")
        RedisUrl url,

        @Doc("The user that logs in; without one, the usual user of Redis.")
        Optional<String> username,

        @Doc("The password, by reference: `${NAME}` or `file:PATH`.")
        Optional<Secret> password,

        @Doc("The authorities, in PEM, of which one must vouch for it; without it, those that Java trusts.")
        Optional<Path> ca,

        @Doc("How long an answer is waited for.") Duration timeout,

        @Doc("Allows `redis://` to another machine: the password and all counts travel readable and changeable.")
        boolean insecurePlain) {
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    public RedisSettings {
        if (!url.tls() && !insecurePlain && !url.at().isLoopback()) {
            throw new IllegalArgumentException(
                    "url must be rediss, or redis on this machine, unless `insecure-plain: true`");
        }
        if (ca.isPresent() && !url.tls()) {
            throw new IllegalArgumentException("ca goes only with a rediss `url`");
        }
        if (ca.isPresent() && !ca.get().isAbsolute()) {
            throw new IllegalArgumentException("ca must be absolute");
        }
        if (username.isPresent() && (username.get().isBlank() || password.isEmpty())) {
            throw new IllegalArgumentException("username must be a name, and goes only with a `password`");
        }
        if (timeout.compareTo(Duration.ofMillis(10)) < 0 || timeout.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalArgumentException("timeout must be 10ms to 5s");
        }
    }

    /** One that asks for no password. */
    public RedisSettings(RedisUrl url) {
        this(url, Optional.empty(), Optional.empty(), Optional.empty(), TIMEOUT, false);
    }
}
