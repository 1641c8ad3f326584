package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.pipeline.Exchange;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the recorder does where making an entry is what fails. */
final class AuditRecorderTest {
    @TempDir
    private Path folder;

    /** A mistake of this program. */
    enum Mistake implements UnaryOperator<String> {
        EXCEPTION {
            @Override
            public String apply(String text) {
                throw new IllegalStateException("planted");
            }
        },
        ERROR {
            @Override
            public String apply(String text) {
                throw new StackOverflowError("planted");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void aMistakeInAnEntryLeavesNoExchangeWithoutOneAndNoClientWithoutAnAnswer(Mistake mistake) throws Exception {
        SecureRandom random = new SecureRandom();
        List<Boolean> told = new ArrayList<>();
        Exchange exchange = AuditEntriesTest.exchange(Runnable::run);
        try (AuditRecorder recorder = AuditRecorder.open(
                folder,
                "gateway",
                new AuditRecorder.Means(
                        NoteSigner.fresh("sallyport.test/1", random), KeyedDigest.fresh(random), mistake),
                AuditSettings.DEFAULT,
                Clock.systemUTC())) {
            recorder.ended(exchange, told::add);
        }
        assertEquals(List.of(true), told);
        String ledger = LedgerText.in(folder);
        assertTrue(ledger.contains("\"exchange\":\"x-1\",\"event\":\"intended\",\"incomplete\":true"), ledger);
    }
}
