package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.verify.LedgerVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language and the time zone of a machine are in no byte of a ledger, nor in what is said of it. */
final class DefaultsTest {
    private static final NoteSigner SIGNER = NoteSigner.fresh("sallyport.test/1", new SecureRandom());
    private static final Instant BEGIN = Instant.parse("2026-02-28T23:59:59.5Z");

    private final Locale locale = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
    }

    /** The bytes of every file of a ledger that is written, compressed and pruned under these defaults. */
    private Map<String, String> ledger(String language, String place) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(language));
        TimeZone.setDefault(TimeZone.getTimeZone(place));
        Path parent = folder.resolve(language + place.replace('/', '-'));
        Path own = Files.createDirectories(parent.resolve("gateway-1"));
        Clock clock = Clock.fixed(BEGIN, ZoneOffset.UTC);
        try (Ledger ledger = Ledger.open(
                        new Ledger.Place(new FolderDisk(own), "sallyport.test/1/gateway-1", SIGNER, 400, clock))
                .orElseThrow()) {
            for (int i = 0; i < 12; i++) {
                LedgerFixture.append(ledger, "entry I" + i * 1_111_111);
                ledger.tend();
            }
        }
        new Ageing(parent, own, new Ageing.Rules(true, Duration.ofDays(1), 0)).age(BEGIN.plusSeconds(1), _ -> {});
        assertEquals(
                List.of(),
                new LedgerVerifier(own, SIGNER.verifierKey()).verify(List.of()).faults());
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(own)) {
            for (Path file : all.toList()) {
                files.put(
                        String.valueOf(file.getFileName()),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @Test
    void aLedgerIsTheSameInEveryLanguageAndTimeZone() throws IOException {
        Map<String, String> expected = ledger("en-GB", "UTC");
        assertEquals(expected, ledger("tr-TR", "Asia/Kathmandu"));
        assertEquals(expected, ledger("ar-EG-u-nu-arab", "Pacific/Kiritimati"));
        assertEquals(expected, ledger("th-TH-u-ca-buddhist-nu-thai", "America/St_Johns"));
        assertEquals(expected, ledger("zh-Hant-HK", "Asia/Hong_Kong"));
    }
}
