package dev.sallyport.practice.access.approval;

import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.ForwardClock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What waits for a person, and what people have agreed to. It answers from memory, and what it has to know after a restart is kept in a
 * store. Safe for use by several threads; every method does all it does at once, so an approval that is good once is used once.
 */
public final class Approvals {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final int OPEN_MAX = 1_000;
    private static final int OF_ONE_MAX = 50;
    private static final int NAME_CHARS = 8;
    private static final int SECRET_BYTES = 32;
    /** Without what people confuse. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Map<String, Ticket> tickets = new LinkedHashMap<>();
    private final Map<Held, Ticket> byHeld = new HashMap<>();
    private final Grants grants = new Grants();
    private final UnaryOperator<String> pages;
    private final ApprovalStore store;
    private final Agreement agreement;
    private final Recorder recorder;
    private final SecureRandom random;
    private final ForwardClock clock;
    private volatile boolean commanded;
    /** Before this nothing is over. */
    private long dueMillis = Long.MAX_VALUE;

    /** Told what somebody agreed to. */
    @FunctionalInterface
    public interface Agreement {
        /** {@code by} whom, to what, and what that is good for. */
        void given(Held held, Choice choice, String by);
    }

    /**
     * Where they belong.
     *
     * @param pages the URLs of pages by their secrets, or empty while there are none
     * @param store what keeps them
     * @param agreement told of all that people agree to
     */
    public record Place(UnaryOperator<String> pages, ApprovalStore store, Agreement agreement) {}

    /** What the store of {@code place} keeps; steps go to {@code recorder}. */
    public Approvals(Place place, Recorder recorder, SecureRandom random, Clock clock) throws IOException {
        this.store = place.store();
        this.agreement = place.agreement();
        this.pages = place.pages();
        this.recorder = recorder;
        this.random = random;
        this.clock = new ForwardClock(clock);
        store.load().forEach(this::restore);
    }

    /** What cannot be read is no approval; then a person is asked again. */
    private void restore(ApprovalStore.Kept kept) {
        if (kept.given()) {
            KeptText.grant(kept).ifPresentOrElse(grants::addBounded, () -> dropped(kept));
        } else {
            KeptText.ticket(kept)
                    .filter(ticket -> tickets.size() < OPEN_MAX)
                    .ifPresentOrElse(
                            ticket -> {
                                tickets.put(ticket.name, ticket);
                                byHeld.put(ticket.ask.held(), ticket);
                            },
                            () -> dropped(kept));
        }
        due(kept.untilMillis());
    }

    private void dropped(ApprovalStore.Kept kept) {
        LOG.log(Level.WARNING, "the request or approval {0} cannot be read, and is dropped", Visible.of(kept.name()));
        store.remove(kept.name());
    }

    /** True where there is somebody who could decide: on a page, or by the command. */
    public boolean isReachable() {
        return commanded || !pages.apply("").isEmpty();
    }

    /** From now on the command reaches this gateway. */
    public void commanded() {
        commanded = true;
    }

    /**
     * What is known of {@code held} in {@code session}, which may be empty; an approval that is good once is used up with this, durably, and so
     * only by one who {@code mayWait}.
     */
    public Taken take(Held held, String session, boolean mayWait) {
        Grants.Grant once;
        synchronized (this) {
            expire();
            Optional<Grants.Grant> grant = grants.find(held, session);
            if (grant.isEmpty()) {
                return undecided(held);
            }
            once = grant.get();
            if (once.scope() != Scope.ONCE) {
                return new Taken.Given(once.name());
            }
            if (!mayWait) {
                return Taken.LATER;
            }
            grants.use(once);
        }
        return used(held, once.name());
    }

    /** Nobody else has the approval {@code name} in this process now, so nobody has to wait with us. */
    private Taken used(Held held, String name) {
        try {
            if (!store.use(name)) {
                return undecided(held);
            }
        } catch (IOException failed) {
            LOG.log(
                    Level.ERROR,
                    "the approval {0} cannot be used up, and so it is not used: {1}",
                    name,
                    String.valueOf(failed.getMessage()));
            synchronized (this) {
                var _ = grants.giveBack(name);
            }
            return Taken.LOST;
        }
        record("approval-used", name, held, Map.of());
        return new Taken.Given(name);
    }

    private synchronized Taken undecided(Held held) {
        Ticket ticket = byHeld.get(held);
        if (ticket == null || ticket.is(Ticket.State.OPEN)) {
            return Taken.OPEN;
        }
        if (ticket.is(Ticket.State.DENIED)) {
            return new Taken.Denied(ticket.name);
        }
        remove(ticket);
        return new Taken.Expired(ticket.name);
    }

    /** The request for what is asked, which may be open already; empty where too many are, of the same principal or of all. */
    public synchronized Optional<Pending> ask(Ask ask) {
        expire();
        Ticket open = byHeld.get(ask.held());
        if (open != null && open.is(Ticket.State.OPEN)) {
            return Optional.of(shown(open));
        }
        long ofOne = tickets.values().stream()
                .filter(ticket ->
                        ticket.ask.held().principal().equals(ask.held().principal()))
                .count();
        if (tickets.size() >= OPEN_MAX || ofOne >= OF_ONE_MAX) {
            return Optional.empty();
        }
        Ticket ticket = new Ticket(freshName(), ask, Ticket.Past.asked(secret(), secret(), ask, clock.millis()));
        tickets.put(ticket.name, ticket);
        byHeld.put(ask.held(), ticket);
        store.add(KeptText.of(ticket));
        due(ticket.untilMillis());
        LOG.log(
                Level.INFO,
                "{0} asks to use {1}; decide with: sallyport approvals show {2}",
                ask.held().principal().id(),
                Visible.of(ask.held().server() + "/" + ask.held().name()),
                ticket.name);
        record("approval-asked", ticket.name, ask.held(), Map.of("statement", ask.statement()));
        return Optional.of(shown(ticket));
    }

    /** The requests that wait, the oldest first. */
    public synchronized List<Pending> list() {
        expire();
        return tickets.values().stream()
                .filter(ticket -> ticket.is(Ticket.State.OPEN))
                .map(this::shown)
                .toList();
    }

    /** The request {@code name}, where it waits. */
    public synchronized Optional<Pending> find(String name) {
        return open(name).map(this::shown);
    }

    /** A page's request, by the secret of its URL, where it waits. */
    synchronized Optional<Pending> visited(String secret) {
        return ofPage(secret).map(this::shown);
    }

    /** What the form on that page has to bring back. */
    synchronized String formToken(String secret) {
        return ofPage(secret).map(ticket -> ticket.formToken).orElse("");
    }

    /** The code with which {@code by} can decide on the page of {@code name}; empty where there is none any more. */
    public synchronized String code(String name, String by) {
        String letters = letters(8).toUpperCase(Locale.ROOT);
        return open(name)
                .map(ticket -> ticket.code(by, letters.substring(0, 4) + "-" + letters.substring(4)))
                .orElse("");
    }

    /** Takes the choice that was made on a page by whoever has the code {@code entered}. */
    synchronized Decided decideByCode(String secret, String entered, Choice choice) {
        Optional<Ticket> ticket = ofPage(secret);
        if (ticket.isEmpty()) {
            return Decided.UNKNOWN;
        }
        Optional<String> by = ticket.get().whose(entered);
        return by.isEmpty() ? Decided.WRONG_CODE : settle(ticket.get(), choice, by.get(), "page");
    }

    /** Takes the choice of {@code by} on the request {@code name}; it outlives the process once it is told. May block. */
    public Decided decide(String name, Choice choice, String by) {
        Decided decided;
        synchronized (this) {
            decided = open(name)
                    .map(ticket -> settle(ticket, choice, by, "command"))
                    .orElse(Decided.UNKNOWN);
        }
        try {
            store.flush();
        } catch (IOException late) {
            LOG.log(
                    Level.WARNING,
                    "what was decided may not outlive this process: {0}",
                    String.valueOf(late.getMessage()));
        }
        return decided;
    }

    private Decided settle(Ticket ticket, Choice choice, String by, String where) {
        long now = clock.millis();
        if (!choice.agreed()) {
            ticket.become(Ticket.State.DENIED, now);
            due(ticket.untilMillis());
            store.change(KeptText.of(ticket));
            return told(ticket, Decided.DENIED, "approval-denied", Map.of("by", by, "where", where));
        }
        if (choice.scope() == Scope.SESSION && ticket.ask.session().isEmpty()) {
            return Decided.NO_SESSION;
        }
        Decided agreed = ticket.agree(choice, by);
        Map<String, String> said =
                Map.of("by", by, "where", where, "for", choice.scope().text());
        if (agreed == Decided.MORE) {
            store.change(KeptText.of(ticket));
            record("approval-agreed", ticket.name, ticket.ask.held(), said);
        }
        if (agreed != Decided.GIVEN) {
            return agreed;
        }
        Duration life = choice.scope() == Scope.ONCE && choice.during().isZero()
                ? ticket.ask.times().use()
                : choice.during();
        long until = life.isZero() ? Long.MAX_VALUE : now + life.toMillis();
        due(until);
        give(new Grants.Grant(ticket.name, ticket.ask.held(), ticket.ask.session(), choice.scope(), until));
        forget(ticket);
        agreement.given(ticket.ask.held(), choice, by);
        return told(ticket, Decided.GIVEN, "approval-given", said);
    }

    /** Takes it that by the work of {@code by} the policy permits what the request {@code name} asks for: nobody has to decide it any more. */
    public synchronized void permitted(String name, String by) {
        open(name).ifPresent(ticket -> {
            remove(ticket);
            var _ = told(
                    ticket, Decided.GIVEN, "approval-given", Map.of("by", by, "where", "command", "for", "policy"));
        });
    }

    private void give(Grants.Grant grant) {
        grants.addBounded(grant).ifPresent(store::remove);
        if (grant.scope() == Scope.SESSION) {
            store.remove(grant.name());
        } else {
            store.change(KeptText.of(grant));
        }
    }

    private Decided told(Ticket ticket, Decided decided, String event, Map<String, String> said) {
        record(event, ticket.name, ticket.ask.held(), said);
        ticket.ask.decided().accept(ticket.name);
        return decided;
    }

    /** Takes back that the approval {@code name} was used up; it is good for no longer than before. */
    public synchronized void giveBack(String name) {
        grants.giveBack(name).ifPresent(grant -> {
            due(grant.untilMillis());
            store.add(KeptText.of(grant));
            record("approval-given-back", name, grant.held(), Map.of());
        });
    }

    /** Forgets what was asked for and agreed to for those that {@code whose} picks. */
    public synchronized void forget(Predicate<Principal> whose) {
        List.copyOf(tickets.values()).stream()
                .filter(ticket -> whose.test(ticket.ask.held().principal()))
                .forEach(this::remove);
        grants.forget(whose).forEach(store::remove);
    }

    /** Ends what is over. */
    public synchronized void expire() {
        long now = clock.millis();
        if (now < dueMillis) {
            return;
        }
        dueMillis = Long.MAX_VALUE;
        Iterator<Ticket> all = tickets.values().iterator();
        while (all.hasNext()) {
            Ticket ticket = all.next();
            if (ticket.isOver(now) && !ticket.is(Ticket.State.OPEN)) {
                all.remove();
                store.remove(ticket.name);
                byHeld.remove(ticket.ask.held(), ticket);
                continue;
            }
            if (ticket.isOver(now)) {
                ticket.become(Ticket.State.EXPIRED, now);
                store.change(KeptText.of(ticket));
                record("approval-expired", ticket.name, ticket.ask.held(), Map.of());
            }
            due(ticket.untilMillis());
        }
        due(grants.expire(now, (held, name) -> {
            store.remove(name);
            record("approval-expired", name, held, Map.of("given", "true"));
        }));
    }

    private void due(long untilMillis) {
        dueMillis = Math.min(dueMillis, untilMillis);
    }

    private void remove(Ticket ticket) {
        store.remove(ticket.name);
        forget(ticket);
    }

    private void forget(Ticket ticket) {
        tickets.remove(ticket.name);
        byHeld.remove(ticket.ask.held(), ticket);
    }

    private Optional<Ticket> open(String name) {
        expire();
        return Optional.ofNullable(tickets.get(name)).filter(ticket -> ticket.is(Ticket.State.OPEN));
    }

    private Optional<Ticket> ofPage(String secret) {
        expire();
        return tickets.values().stream()
                .filter(ticket -> ticket.is(Ticket.State.OPEN) && isSame(ticket.secret, secret))
                .findFirst();
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private Pending shown(Ticket ticket) {
        return ticket.shown(pages.apply(ticket.secret));
    }

    private void record(String event, String name, Held held, Map<String, String> more) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("approval", name);
        facts.put("principal", held.principal().id());
        if (!held.client().isEmpty()) {
            facts.put("client", held.client());
        }
        facts.put("server", held.server());
        facts.put("method", held.action());
        facts.put("name", held.name());
        facts.put("policy", held.policy());
        List<String> keys = new ArrayList<>(more.keySet());
        keys.sort(null);
        keys.forEach(key -> facts.put(key, more.getOrDefault(key, "")));
        recorder.stepped(new Recorder.Step(clock.instant(), event, facts));
    }

    private String freshName() {
        String name = letters(NAME_CHARS);
        while (tickets.containsKey(name) || grants.has(name)) {
            name = letters(NAME_CHARS);
        }
        return name;
    }

    private String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return letters.toString();
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
