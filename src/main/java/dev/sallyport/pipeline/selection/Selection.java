package dev.sallyport.pipeline.selection;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.caller.Principal;
import java.util.List;
import java.util.Optional;

/** Which of all that callers have open is meant, where it is listed or ended. */
public sealed interface Selection {
    /** True for what {@code caller}, identified as {@code how} says, has open in the session {@code session}, empty for none. */
    boolean covers(Caller caller, Authentication how, String session);

    /** True where it covers {@code principal} whatever the client and session, so that nothing of theirs is to be kept. */
    default boolean coversWhole(Principal principal) {
        return false;
    }

    /** True for {@code exchange}. */
    default boolean covers(Exchange exchange) {
        Session session = exchange.session();
        return covers(exchange.caller(), exchange.authentication(), session == null ? "" : session.id());
    }

    /** Who issued the identity of {@code principal}, and as whom it is known there; for one who lets another act, that one's own. */
    private static Optional<Principal.Key> key(Principal principal) {
        return switch (principal) {
            case Principal.Anonymous _ -> Optional.empty();
            case Principal.User user -> Optional.of(user.key());
            case Principal.Workload workload -> Optional.of(workload.key());
            case Principal.Delegated delegated -> Optional.of(delegated.subject());
        };
    }

    /** Everything. */
    record All() implements Selection {
        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            return true;
        }

        @Override
        public boolean coversWhole(Principal principal) {
            return true;
        }
    }

    /** One session, by its name or the first eight characters or more of it, as the record shows it. */
    record OfSession(String name) implements Selection {
        /** The fewest characters that name a session. */
        public static final int CHARS_MIN = 8;

        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            return name.length() >= CHARS_MIN && session.startsWith(name);
        }
    }

    /** One principal, by the id in the record. */
    record OfPrincipal(String id) implements Selection {
        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            return coversWhole(caller.principal());
        }

        @Override
        public boolean coversWhole(Principal principal) {
            return principal.id().equals(id);
        }
    }

    /** Whoever an issuer knows as {@code subject}, alone or with another who acts for them. Source: OpenID Connect Back-Channel Logout 1.0 §2.4. */
    record OfSubject(String issuer, String subject) implements Selection {
        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            return coversWhole(caller.principal());
        }

        @Override
        public boolean coversWhole(Principal principal) {
            boolean itself = key(principal).filter(this::is).isPresent();
            return itself || (principal instanceof Principal.Delegated delegated && is(delegated.actor()));
        }

        private boolean is(Principal.Key key) {
            return key.issuer().equals(issuer) && key.subject().equals(subject);
        }
    }

    /**
     * What was opened with tokens of one session at the issuer, by their claim {@code sid}; and of {@code subject}, where it is named, what no
     * session can be told of. Source: as before.
     */
    record OfIssuerSession(String issuer, String subject, String sid) implements Selection {
        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            List<String> sids = how.claims().getOrDefault(Authentication.SID, List.of());
            if (sids.isEmpty()) {
                return coversWhole(caller.principal());
            }
            return sids.contains(sid)
                    && key(caller.principal())
                            .filter(key -> key.issuer().equals(issuer))
                            .isPresent();
        }

        @Override
        public boolean coversWhole(Principal principal) {
            return !subject.isEmpty() && new OfSubject(issuer, subject).coversWhole(principal);
        }
    }

    /** One program, by its client id. */
    record OfClient(String client) implements Selection {
        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            return !client.isEmpty() && caller.client().equals(client);
        }
    }

    /** What was opened with one credential, by its hash. */
    record OfCredential(String hash) implements Selection {
        @Override
        public boolean covers(Caller caller, Authentication how, String session) {
            return !hash.isEmpty() && how.credential().equals(hash);
        }
    }
}
