package dev.sallyport.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Leased;
import dev.sallyport.practice.ratelimit.count.Meter;
import dev.sallyport.practice.ratelimit.count.Pool;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.ratelimit.count.SharedCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gateways count together in a real Redis: exact, bounded in time, and in order again by itself. */
final class RedisCountsTest {
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private RealRedis redis;
    private final List<RedisCounts> opened = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.start();
    }

    @AfterEach
    void stop() throws IOException {
        opened.forEach(RedisCounts::close);
        redis.close();
    }

    private RedisCounts open() {
        return open(RedisServer.local(redis.port(), TIMEOUT));
    }

    private RedisCounts open(RedisServer server) {
        RedisCounts counts = new RedisCounts(server);
        opened.add(counts);
        return counts;
    }

    @Test
    void keysTellNothingAndEndByThemselves() throws IOException {
        RedisCounts counts = open();
        counts.take(Pool.bucket("k", rate("10/m"), 10), 1, 3).join();
        counts.take(Pool.budget("d", rate("10/d")), 1, 3).join();
        List<String> keys = redis.ask("KEYS *");
        assertTrue(keys.contains(RedisCounts.PREFIX + "k") && keys.contains(RedisCounts.PREFIX + "d"), keys::toString);
        assertTrue(keys.stream()
                .filter(key -> !key.matches("[*$+].*"))
                .allMatch(key -> key.startsWith(RedisCounts.PREFIX)));
        long bucket = millis(redis.ask("PTTL " + RedisCounts.PREFIX + "k"));
        assertTrue(bucket > 17_000 && bucket <= 18_001, "a bucket is forgotten when it is full: " + bucket);
        long budget = millis(redis.ask("PTTL " + RedisCounts.PREFIX + "d"));
        assertTrue(budget > 0 && budget <= 86_400_001, "a budget when its day is over: " + budget);
    }

    private static long millis(List<String> answer) {
        return Long.parseLong(answer.getFirst().substring(1));
    }

    @Test
    void oneBucketIsExactAndFairForManyCallersOfTwoGateways() throws Exception {
        Pool pool = Pool.bucket("many", rate("500/s"), 100);
        List<Meter> gateways = List.of(meter(open(), pool), meter(open(), pool));
        int callers = 8;
        AtomicIntegerArray taken = new AtomicIntegerArray(callers);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(4);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                int caller = i;
                threads.execute(() -> {
                    Meter meter = gateways.get(caller % 2);
                    while (System.nanoTime() < end) {
                        long answer = meter.takeWaiting("all", caller, 1);
                        if (answer == Counter.TAKEN) {
                            taken.incrementAndGet(caller);
                        } else {
                            pause(1);
                        }
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        int sum = 0;
        for (int i = 0; i < callers; i++) {
            sum += taken.get(i);
        }
        double expected = 100 + 500 * seconds;
        assertTrue(sum <= expected + 1, sum + " of " + expected);
        assertTrue(sum >= expected * 0.97, sum + " of " + expected);
        for (int i = 0; i < callers; i++) {
            assertEquals((double) sum / callers, taken.get(i), (double) sum / callers * 0.3, taken.toString());
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Test
    void whatWasTakenTogetherOutlivesEveryGateway() {
        Pool pool = Pool.budget("day", rate("1000/d"));
        RedisCounts first = open();
        Meter meter = meter(first, pool);
        for (int i = 0; i < 400; i++) {
            assertEquals(Counter.TAKEN, meter.takeWaiting("a", Meter.NOBODY, 1));
        }
        meter.rest(0);
        first.close();
        Meter second = meter(open(), pool);
        int taken = 0;
        while (second.takeWaiting("a", Meter.NOBODY, 1) == Counter.TAKEN) {
            taken++;
        }
        assertEquals(600, taken);
    }

    @Test
    void aRedisThatDiesIsGivenUpAtOnceAndFoundAgain() throws Exception {
        RedisCounts counts = open();
        Pool pool = Pool.bucket("dies", rate("10/d"), 10);
        assertEquals(3, counts.take(pool, 1, 3).join().permits());
        redis.kill();
        fails(counts, pool);
        assertFalse(counts.isUp());
        counts.look();
        assertEquals(
                Optional.of("Redis at 127.0.0.1:" + redis.port() + " is not there: the connection is refused"),
                counts.problem());
        redis.restart();
        counts.look();
        assertTrue(counts.isUp(), () -> counts.problem().toString());
        assertEquals(Optional.empty(), counts.problem());
        assertEquals(10, counts.take(pool, 1, 10).join().permits(), "it kept nothing");
    }

    @Test
    void aRedisThatIsSlowIsWaitedForOnceAndNotLong() throws Exception {
        RedisCounts counts = open();
        Pool pool = Pool.bucket("slow", rate("10/d"), 10);
        redis.pause();
        long begin = System.nanoTime();
        fails(counts, pool);
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(waited >= 200 && waited < 1000, "waited " + waited + " ms");
        assertEquals(Optional.of("Redis at 127.0.0.1:" + redis.port() + " does not answer in time"), counts.problem());
        begin = System.nanoTime();
        fails(counts, pool);
        assertTrue(System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(100), "the next is not waited for");
        counts.look();
        assertFalse(counts.isUp());
        redis.resume();
        counts.look();
        assertTrue(counts.isUp(), () -> counts.problem().toString());
        assertEquals(9, counts.take(pool, 9, 9).join().permits());
    }

    private static void fails(RedisCounts counts, Pool pool) {
        try {
            throw new AssertionError(counts.take(pool, 1, 1).join().toString());
        } catch (CompletionException expected) {
            assertFalse(counts.isUp());
        }
    }

    @Test
    void scriptsThatAreFlushedAreLoadedAgain() throws Exception {
        RedisCounts counts = open();
        Pool pool = Pool.bucket("flush", rate("10/d"), 10);
        redis.ask("SCRIPT FLUSH");
        fails(counts, pool);
        counts.look();
        assertEquals(1, counts.take(pool, 1, 1).join().permits());
    }

    @Test
    void aPasswordIsAskedForAndNeverRepeated() throws Exception {
        try (RealRedis closed = RealRedis.start("--requirepass", "right-password")) {
            assertEquals(
                    Optional.of("asks for a password, and store.redis.password has none"),
                    problem(closed, Optional.empty(), Optional.empty()));
            assertEquals(
                    Optional.of("refuses the user or the password"),
                    problem(closed, Optional.empty(), Optional.of("wrong-password")));
            assertEquals(
                    Optional.of("refuses the user or the password"),
                    problem(closed, Optional.of("nobody"), Optional.of("right-password")));
            assertEquals(Optional.empty(), problem(closed, Optional.empty(), Optional.of("right-password")));
            assertEquals(Optional.empty(), problem(closed, Optional.of("default"), Optional.of("right-password")));
        }
    }

    private Optional<String> problem(RealRedis server, Optional<String> user, Optional<String> password) {
        RedisServer.Login login = new RedisServer.Login(user, password);
        String prefix = "Redis at 127.0.0.1:" + server.port() + " ";
        return open(new RedisServer("127.0.0.1", server.port(), 0, false, Optional.empty(), login, TIMEOUT))
                .problem()
                .map(text -> text.startsWith(prefix) ? text.substring(prefix.length()) : text);
    }

    @Test
    void whatIsNotRedisIsSaidSo() {
        RedisServer unknown =
                new RedisServer("redis.invalid", 6379, 0, false, Optional.empty(), RedisServer.Login.NONE, TIMEOUT);
        assertEquals(
                Optional.of("Redis at redis.invalid:6379 has a name that is not known"),
                open(unknown).problem());
        RedisServer plain =
                new RedisServer("127.0.0.1", redis.port(), 0, true, Optional.empty(), RedisServer.Login.NONE, TIMEOUT);
        String problem = open(plain).problem().orElse("");
        assertTrue(problem.contains("TLS") || problem.contains("in time"), problem);
    }

    @Test
    void tlsIsSpokenWithWhomTheAuthorityVouchesFor(@TempDir Path folder) throws Exception {
        SecureRandom random = new SecureRandom();
        LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), random);
        Certified own = authority.issue(HostNames.LOOPBACK, Instant.now(), random);
        StringBuilder chain = new StringBuilder();
        own.chain().forEach(one -> chain.append(Certified.pem(one)));
        Path certificate = Files.writeString(folder.resolve("redis.pem"), chain);
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(own.key().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Path ca = Files.writeString(folder.resolve("ca.pem"), Certified.pem(authority.root()));
        try (RealRedis secured = RealRedis.withTls(certificate, key, ca)) {
            assertEquals(
                    Optional.empty(),
                    open(tls("127.0.0.1", secured.port(), Optional.of(ca))).problem());
            assertEquals(
                    Optional.empty(),
                    open(tls("localhost", secured.port(), Optional.of(ca))).problem());
            String stranger = open(tls("127.0.0.1", secured.port(), Optional.empty()))
                    .problem()
                    .orElse("");
            assertTrue(stranger.contains("TLS"), stranger);
            String plain =
                    open(RedisServer.local(secured.port(), TIMEOUT)).problem().orElse("");
            assertTrue(plain.contains("Redis at"), plain);
        }
    }

    private static RedisServer tls(String host, int port, Optional<Path> ca) {
        return new RedisServer(host, port, 0, true, ca, RedisServer.Login.NONE, TIMEOUT);
    }

    private static Meter meter(SharedCounts counts, Pool pool) {
        Clock clock = Clock.systemUTC();
        return new Meter(clock, _ -> new Leased(counts, pool, Leased.REFUSING, clock));
    }

    private static Rate rate(String text) {
        return Rate.read(text).orElseThrow();
    }
}
