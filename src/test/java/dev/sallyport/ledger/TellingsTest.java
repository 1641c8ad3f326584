package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a segment tells of pruned ledgers. */
final class TellingsTest {
    private static List<Ageing.Pruned> told(String ledger) {
        byte[] line = ("{\"n\":7,\"time\":\"2026-11-26T08:00:00Z\",\"event\":\"pruned\",\"ledger\":\"" + ledger
                        + "\",\"first\":3,\"entries\":4,\"why\":\"age\",\"crc\":\"00000000\"}")
                .getBytes(StandardCharsets.UTF_8);
        Tellings tellings = new Tellings();
        tellings.see(line, 0, line.length);
        return tellings.besides("gateway-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-2", "wrap-10"})
    void aLedgerBesideItIsToldAgain(String ledger) {
        assertEquals(List.of(new Ageing.Pruned(ledger, 0, 7, "age")), told(ledger));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-1", "gateway-2\0", "..", ""})
    void whatIsNoNameOfAnotherLedgerIsNot(String ledger) {
        assertEquals(List.of(), told(ledger));
    }
}
