package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.settings.binding.PlainSecrets;
import dev.sallyport.settings.binding.SettingsFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlainSecretsTest {
    @ParameterizedTest
    @CsvSource({
        "SEARCH_TOKEN, hunter2",
        "DB_PASSWORD, correct horse",
        "clientSecret, s3cr3t",
        "X-Api-Key, 0123456789abcdef",
        "ACCESS_KEY, q7Zt0vW9xYpL2m",
        "Authorization, Bearer abcdefgh",
        "GREETING, ghp_0123456789abcdefghij",
        "DATABASE_URL, postgres://app:hunter2@db/app",
        "ANY, -----BEGIN PRIVATE KEY-----",
    })
    void looksLikeASecret(String name, String text) {
        assertTrue(PlainSecrets.isOne(name, text));
    }

    @ParameterizedTest
    @CsvSource({
        "KEYBOARD, us",
        "MAX_TOKENS, 4096",
        "TOKEN_LIMIT, 100000",
        "SECRET_ROTATION, true",
        "TOKEN_TYPE, bearer",
        "PASSWORD_FILE, /run/secrets/db",
        "SSL_KEY, /etc/ssl/key.pem",
        "SORT_KEY, created_at",
        "PARTITION_KEY, customer-number",
        "MONKEY, banana1234567",
        "AUTHOR, tolkien",
        "DATABASE_URL, postgres://db/app",
        "Authorization, Bearer",
        "LOG_LEVEL, debug",
    })
    void doesNotLookLikeASecret(String name, String text) {
        assertFalse(PlainSecrets.isOne(name, text));
    }

    @Test
    void isWarnedOfWithItsPlaceAndNotWhereAReferenceStands() {
        String yaml = """
                servers:
                  s:
                    url: https://example.com/mcp
                    headers:
                      Authorization: "Bearer ${T}"
                      X-Token: "file:token"
                      X-Auth-Token: hunter22
                      X-Secret: "${NONE:-hunter22}"
                """;
        SettingsFiles files = new SettingsFiles();
        SettingsRead read = SettingsLoader.read(
                Path.of("src/test/resources/settings/x.yaml"),
                yaml.replace("      X-Token: \"file:token\"\n", "").getBytes(StandardCharsets.UTF_8),
                name -> name.equals("T") ? Optional.of("hunter22") : Optional.empty(),
                files);
        List<String> warnings =
                assertInstanceOf(SettingsRead.Loaded.class, read).warnings();
        assertEquals(2, warnings.size(), warnings.toString());
        assertTrue(
                warnings.getFirst().matches(".*x.yaml:6:\\d+: servers.s.headers.X-Auth-Token .*"), warnings.toString());
        assertTrue(warnings.getLast().contains("X-Secret"), warnings.toString());
        assertFalse(warnings.toString().contains("hunter22"));
    }
}
