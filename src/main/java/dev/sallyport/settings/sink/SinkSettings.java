package dev.sallyport.settings.sink;

import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.settings.binding.HostPort;
import dev.sallyport.settings.binding.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One place to which the audit trail is sent as well. */
public sealed interface SinkSettings permits FileSink, StdoutSink, SyslogSink, OtlpSink, WebhookSink {
    /** The form of a sink's name. */
    String NAME = "[a-z0-9][a-z0-9-]{0,31}";

    /** The form of a header's name. Source: RFC 9110 §5.6.2. */
    String HEADER = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** In whose words entries are sent. */
    EntryForm form();

    /** What of entries is not sent. */
    FieldSettings fields();

    /** A copy in the same order, of sinks whose names are sound. */
    static Map<String, SinkSettings> checked(Map<String, SinkSettings> sinks) {
        for (String name : sinks.keySet()) {
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException(
                        "sinks must have names of 1 to 32 small letters, digits and `-`, not `" + name + "`");
            }
        }
        if (sinks.values().stream().filter(StdoutSink.class::isInstance).count() > 1) {
            throw new IllegalArgumentException("sinks must have one `stdout` at most");
        }
        if (sinks.size() > 16) {
            throw new IllegalArgumentException("sinks must be 16 at most");
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(sinks));
    }

    /** What is unsafe about {@code sinks}. */
    static Stream<String> unsafe(Map<String, SinkSettings> sinks) {
        return sinks.entrySet().stream()
                .filter(sink -> sink.getValue() instanceof WebhookSink hook
                        && hook.secret().isEmpty()
                        && hook.headers().isEmpty())
                .map(sink -> "sinks." + sink.getKey()
                        + " has neither secret nor headers: its receiver cannot tell who sent an entry");
    }

    /** Refuses a URL over which entries and secrets would travel readable. */
    static void checkUrl(String key, URI url) {
        boolean here = HostPort.isLoopback(HostPort.bare(url.getHost()));
        if (!"https".equals(url.getScheme()) && !here) {
            throw new IllegalArgumentException(key + " must be https, or http on this machine");
        }
    }

    /** Refuses a path that depends on where the gateway was started. */
    static void checkCa(Optional<Path> ca) {
        if (ca.isPresent() && !ca.get().isAbsolute()) {
            throw new IllegalArgumentException("ca must be absolute");
        }
    }

    /** A copy of headers that HTTP allows and that are not our own. */
    static Map<String, Secret> checkedHeaders(Map<String, Secret> headers) {
        Set<String> own = Set.of("host", "content-type", "content-length", "connection", "upgrade", "expect");
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!name.matches(HEADER) || own.contains(lower) || lower.startsWith("webhook-")) {
                throw new IllegalArgumentException(
                        "headers must have names that HTTP allows and that are not the gateway's, unlike `" + name
                                + "`");
            }
            if (!value.plaintext().chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
                throw new IllegalArgumentException(
                        "headers must have values of printable ASCII, unlike `" + name + "`");
            }
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
