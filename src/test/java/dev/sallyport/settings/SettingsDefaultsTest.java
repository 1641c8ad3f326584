package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.catalog.View;
import dev.sallyport.policy.Effect;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.practice.access.RoleSettings;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.practice.ratelimit.BudgetRule;
import dev.sallyport.practice.ratelimit.By;
import dev.sallyport.practice.ratelimit.ConcurrencyRule;
import dev.sallyport.practice.ratelimit.Cost;
import dev.sallyport.practice.ratelimit.RateRule;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.token.verify.IssuerProfile;
import dev.sallyport.settings.binding.RedisUrl;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.binding.SettingsFiles;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every default, written out; whoever changes one changes it here, on purpose. */
final class SettingsDefaultsTest {
    private static final String DEFAULTS = """
            listen: 127.0.0.1:7337
            observability-listen: 127.0.0.1:0
            trusted-proxies: []
            origins: []
            servers: {}
            profiles: {}
            search: false
            identity:
              issuers: []
              home-token: local
              anonymous: []
              proof-nonces: false
            access:
              mode: enforce
              policies: []
              statements: []
              roles: {}
              approvals:
                answer: 10m
                use: 10m
            scope:
              mode: enforce
              rules: []
              implies: {}
              listing: grantable
            ratelimit:
              mode: enforce
              per-peer: 120000/m
              per-principal: 60000/m
              calls: 12000/m
              limits: []
              costs: []
              repeats:
                mode: enforce
                calls: 100
                safe-calls: 1000
                within: 5m
              on-failure: deny
            store: {}
            limits:
              body: 4MiB
              reply: 16MiB
              header: 16KiB
              connections: 1024
              request-timeout: 5m
              connect-timeout: 10s
              idle-timeout: 75s
              drain-timeout: 20s
            token:
              mode: enforce
              arguments: refuse
              results: redact
              exempt: []
            tls:
              names: []
              version-min: '1.3'
              client-auth: need
              insecure-http: false
            session:
              idle: 30m
              lifetime: 7d
              max: 10000
              max-per-principal: 1000
              request-state-once: false
            validation:
              mode: enforce
              unknown-fields: allow
              infer-arguments: true
              depth: 64
            audit:
              durability: process
              retention: 90d
              size-max: 0B
              compress: true
              segment: 64MiB
              arguments: []
              signals:
                stands: 15m
                learning: 1d
                denial-burst:
                  count: 30
                  within: 1m
                  then: alert
                tool-scan:
                  tools: 30
                  unknown: 8
                  within: 5m
                  then: alert
                replay:
                  count: 3
                  within: 5m
                  then: alert
                secret-argument:
                  count: 3
                  within: 10m
                  then: alert
                session-move:
                  moves: 4
                  within: 5m
                  then: alert
                unusual-volume:
                  count: 300
                  times: 4
                  within: 10m
                  then: alert
                unusual-hour:
                  days: 5
                  then: mark
                argument-size:
                  size: 64KiB
                  times: 4
                  then: alert
                new-tool:
                  calls: 200
                  then: mark
                exfiltration:
                  read: 4MiB
                  sent: 64KiB
                  within: 10m
                  then: alert
            sinks: {}
            telemetry:
              headers: {}
              sample: 100%
              baggage: []
            """;

    private static final String SERVERS = """
            local:
              command:
              - npx
              env: {}
              isolation: session
              children-max: 16
              idle: 10m
              concurrency: 256
              arguments: {}
              handles: {}
            remote:
              url: https://example.com/mcp
              headers: {}
              insecure-http: false
              tls:
                pin: []
                version-min: "1.2"
              concurrency: 256
              breaker: 20
              arguments: {}
              handles: {}
            """;

    private static final String ISSUER = """
            url: https://idp.example/realms/x
            audiences: []
            sole-audience: false
            algorithms:
            - RS256
            - PS256
            - ES256
            lifetime-max: 1d
            claims: {}
            logout-audiences: []
            tls: {}
            """;

    private static final String PROFILE = """
            servers:
            - local
            tools: {}
            prompts: {}
            search: false
            """;

    @Test
    void anIssuerIsItsUrlAndItsTokensFollowTheStandard() {
        IssuerSettings issuer = new IssuerSettings(URI.create("https://idp.example/realms/x"));
        Object expected = new Load(LoadSettings.builder().build()).loadFromString(ISSUER);
        assertEquals(expected, SettingsPrinter.plain(issuer));
        assertEquals(IssuerProfile.KEYCLOAK, issuer.issuer().profile());
        assertEquals(false, new IntrospectionSettings("gateway", new Secret("s")).always());
        RedisSettings redis =
                new RedisSettings(RedisUrl.read("redis://localhost").orElseThrow());
        assertEquals("redis://localhost:6379", redis.url().toString());
        assertEquals(Duration.ofMillis(250), redis.timeout());
        assertEquals(false, redis.insecurePlain());
        assertEquals(
                Optional.empty(), redis.username().or(() -> redis.password().map(Secret::plaintext)));
    }

    @Test
    void aProfileShowsItsServersWithNothingChanged() {
        ProfileSettings profile = new ProfileSettings(List.of("local"));
        Object expected = new Load(LoadSettings.builder().build()).loadFromString(PROFILE);
        assertEquals(expected, SettingsPrinter.plain(profile));
        assertEquals(View.sum(List.of("local")), profile.view());
        assertEquals(Map.of("hide", false), SettingsPrinter.plain(ItemSettings.DEFAULT));
        assertEquals(View.Change.NONE, ItemSettings.DEFAULT.change());
    }

    @Test
    void aStatementIsAboutTheUseOfServersAndARoleAsksNobody() {
        StatementSettings statement = new StatementSettings("s", Effect.PERMIT, List.of("local"), List.of("files"));
        assertEquals(List.of("tools/call", "resources/read", "prompts/get", "elicitation/create"), statement.action());
        assertEquals(Mode.ENFORCE, statement.mode());
        assertEquals(1, statement.people());
        assertEquals(Optional.empty(), statement.when().or(statement::unless).or(statement::advice));
        assertEquals(List.of(), new RoleSettings(List.of("local"), List.of("files")).hold());
        assertEquals(List.of(), PolicyFile.DEFAULT.statements());
    }

    @Test
    void aLimitIsOnEverythingAndRefuses() {
        Rate rate = new Rate(5, "m");
        RateRule often = new RateRule(rate, "r", List.of(By.TOOL));
        assertEquals(0, often.burst());
        assertEquals(List.of("*"), often.resource());
        assertEquals(Mode.ENFORCE, often.mode());
        assertEquals(often.resource(), new BudgetRule(rate, "b", List.of(By.PEER)).resource());
        assertEquals(Mode.ENFORCE, new ConcurrencyRule(4, "c", List.of(By.SERVER)).mode());
        assertEquals(1, new Cost(List.of("files")).cost());
    }

    @Test
    void anEmptyFileGivesTheDefaults() {
        SettingsRead read = SettingsLoader.read(
                Path.of("empty.yaml"), "".getBytes(StandardCharsets.UTF_8), _ -> Optional.empty(), new SettingsFiles());
        SettingsRead.Loaded loaded = (SettingsRead.Loaded) read;
        assertEquals(DEFAULTS, SettingsPrinter.yaml(loaded));
        assertEquals(SettingsLoader.defaults().settings(), loaded.settings());
        assertEquals(Optional.empty(), loaded.settings().publicUrl());
        assertEquals(Optional.empty(), loaded.settings().egressProxy());
        assertEquals(List.of(), loaded.warnings());
    }

    @Test
    void messagesInFlightMayTakeAQuarterOfTheHeapTogether() {
        LimitSettings limits = SettingsLoader.defaults().settings().limits();
        assertEquals(Optional.empty(), limits.inFlight());
        assertEquals(128 << 20, limits.inFlightBytes(512 << 20));
    }

    @Test
    void aServerTakesEverythingButItsTargetFromTheDefaults() {
        Map<String, Object> servers = Map.of(
                "local", new LocalServer(List.of("npx")),
                "remote", new RemoteServer(URI.create("https://example.com/mcp")));
        Object expected = new Load(LoadSettings.builder().build()).loadFromString(SERVERS);
        assertEquals(expected, SettingsPrinter.plain(servers));
        assertEquals(Optional.empty(), new LocalServer(List.of("npx")).cwd());
        assertEquals(Optional.empty(), new LocalServer(List.of("npx")).timeout());
    }
}
