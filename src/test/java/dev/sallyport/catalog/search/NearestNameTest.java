package dev.sallyport.catalog.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("read_file", "write_file", "idle");

    @Test
    void aSlipLeadsToTheNameThatWasMeant() {
        assertEquals(Optional.of("read_file"), NearestName.of("read_fil", KNOWN));
        assertEquals(Optional.of("read_file"), NearestName.of("Read_File", KNOWN));
        assertEquals(Optional.of("write_file"), NearestName.of("wirte_file", KNOWN));
        assertEquals("did you mean `idle`?", NearestName.suggestion("idl", KNOWN));
    }

    @Test
    void aSwapOfNeighboursIsOneSlip() {
        assertEquals(Optional.of("otlp"), NearestName.of("otpl", List.of("file", "otlp")));
        assertEquals(Optional.of("file"), NearestName.of("fiel", List.of("file", "otlp")));
        assertEquals(Optional.of("url"), NearestName.of("ulr", List.of("url")));
        assertEquals(Optional.of("ab"), NearestName.of("ba", List.of("ab")));
        // two swaps at the very end of what a name of six letters may be off
        assertEquals(Optional.of("abcdef"), NearestName.of("abdcfe", List.of("abcdef")));
        assertEquals(Optional.empty(), NearestName.of("badcfe", List.of("abcdef")));
        assertEquals(Optional.empty(), NearestName.of("otxy", List.of("otlp")));
    }

    @Test
    void whatIsNearToNothingLeadsNowhere() {
        for (String far : List.of("delete", "", "x", "read", "a".repeat(65))) {
            assertEquals(Optional.empty(), NearestName.of(far, KNOWN), far);
        }
        assertEquals("", NearestName.suggestion("idle", List.of()));
    }

    @Test
    void ofEquallyNearNamesTheFirstIsTaken() {
        assertEquals(Optional.of("tool-a"), NearestName.of("tool-x", List.of("tool-a", "tool-b")));
    }
}
