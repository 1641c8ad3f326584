package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.KeyedDigest;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.LedgerText;
import dev.sallyport.ledger.OwnLedger;
import dev.sallyport.pipeline.Exchange;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the recorder does where making an entry is what fails. */
final class AuditRecorderTest {
    private final List<Boolean> told = new CopyOnWriteArrayList<>();
    private final Exchange exchange = AuditEntriesTest.exchange(Runnable::run);

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
        try (AuditRecorder recorder = recorder(Durability.PROCESS, mistake)) {
            recorder.ended(exchange, told::add);
        }
        assertWrittenAndTold();
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void aMistakeInAnIntentKeepsNoCallFromGoingOn(Mistake mistake) throws Exception {
        try (AuditRecorder recorder = recorder(Durability.STRICT, mistake)) {
            recorder.begins(exchange, false, told::add);
        }
        assertWrittenAndTold();
    }

    private AuditRecorder recorder(Durability durability, Mistake mistake) throws IOException {
        SecureRandom random = new SecureRandom();
        NoteSigner signer = NoteSigner.fresh("sallyport.test/1", random);
        OwnLedger.Form form = new OwnLedger.Form("gateway", signer, 1 << 20, Clock.systemUTC());
        AuditRecorder.Means means = new AuditRecorder.Means(signer, KeyedDigest.fresh(random), mistake);
        return new AuditRecorder(OwnLedger.claim(folder, form), durability, means, Clock.systemUTC());
    }

    private void assertWrittenAndTold() throws IOException {
        assertEquals(List.of(true), told);
        String ledger = LedgerText.in(folder);
        assertTrue(ledger.contains("\"exchange\":\"x-1\",\"event\":\"intended\",\"incomplete\":true"), ledger);
    }
}
