package dev.sallyport.practice.token.verify;

import dev.sallyport.practice.token.redact.SecretScan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a token costs a request: remembered, and verified anew by its algorithm; and the search for secrets in a kilobyte of text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBenchmark {
    private final FakeIssuer fake = new FakeIssuer();
    private final Issuer issuer = new Issuer(
            fake.url(),
            IssuerProfile.GENERIC,
            Set.of(),
            false,
            Set.of("RS256", "ES256"),
            Issuer.LIFETIME_MAX,
            Map.of(),
            Optional.empty(),
            Set.of());
    private final TokenVerifier verifier = new TokenVerifier(fake, fake.clock);
    private final String rsa = fake.token();
    private final String curve = FakeIssuer.signed(
            fake.header().put("alg", "ES256").put("kid", "ec").toString(),
            fake.claims().toString(),
            "SHA256withECDSAinP1363Format",
            FakeIssuer.P256.getPrivate());
    private final SigningKey rsaKey = SigningKey.of(FakeIssuer.jwk("rsa", FakeIssuer.RSA)).orElseThrow();
    private final SigningKey curveKey = SigningKey.of(FakeIssuer.jwk("ec", FakeIssuer.P256)).orElseThrow();
    private final String text = "the quick brown fox jumps over the lazy dog; ".repeat(23);

    public TokenBenchmark() {
        verifier.trust(List.of(issuer));
        verifier.verify(rsa);
    }

    @Benchmark
    public Verification remembered() {
        return verifier.atOnce(rsa);
    }

    @Benchmark
    public Verification rs256() {
        return anew(rsa, rsaKey);
    }

    @Benchmark
    public Verification es256() {
        return anew(curve, curveKey);
    }

    private Verification anew(String token, SigningKey key) {
        CompactToken read = CompactToken.token(token).orElseThrow();
        if (!key.hasSigned(read)) {
            throw new AssertionError();
        }
        return ClaimRules.signed(issuer, read.payload(), fake.clock.instant(), TokenHash.recorded(read.signingInput()));
    }

    /** What is judged on the loop before a signature is: form, header, issuer. */
    @Benchmark
    public Object form() {
        return CompactToken.token(rsa);
    }

    @Benchmark
    public Object secretsIn1k() {
        return SecretScan.in(text);
    }
}
