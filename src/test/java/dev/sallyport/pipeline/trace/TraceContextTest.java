package dev.sallyport.pipeline.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.protocol.Meta;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Trace context is taken as its standards have it, and in no other form. */
final class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String GOOD = "00-" + TRACE + "-" + SPAN + "-01";

    private static ObjectNode meta(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD,
                "00-" + TRACE + "-" + SPAN + "-00",
                "00-" + TRACE + "-" + SPAN + "-ff",
                "01-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be-like"
            })
    void aSoundParentIsRead(String traceparent) {
        TraceContext read = TraceContext.of(traceparent);
        assertEquals(TRACE, read.traceId());
        assertEquals(SPAN, read.spanId());
        assertEquals(traceparent.substring(53, 55), read.flags());
        assertEquals(read, TraceContext.of(read.traceparent()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-0",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "-" + SPAN + "-0A",
                "00-" + TRACE + "-" + SPAN + "-01-",
                "00-" + TRACE + "-" + SPAN + "-01 ",
                " 00-" + TRACE + "-" + SPAN + "-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-" + TRACE + "0-" + SPAN + "-01",
                "00_" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "_" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "_01",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "0x-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01.what",
                "cc-" + TRACE + "-" + SPAN + "-01-a b",
                "cc-" + TRACE + "-" + SPAN + "-01-ä"
            })
    void anythingElseIsNone(String traceparent) {
        assertTrue(TraceContext.of(traceparent).isNone());
    }

    @Test
    void aVersionToComeIsBounded() {
        assertFalse(TraceContext.of("cc-" + TRACE + "-" + SPAN + "-01-" + "a".repeat(72))
                .isNone());
        assertTrue(TraceContext.of("cc-" + TRACE + "-" + SPAN + "-01-" + "a".repeat(73))
                .isNone());
    }

    @Test
    void onlyTextIsAParent() {
        assertTrue(TraceContext.of(meta("{'traceparent':1}")).isNone());
        assertTrue(TraceContext.of(meta("{'traceparent':['" + GOOD + "']}")).isNone());
        assertEquals(
                "a=1",
                TraceContext.of(meta("{'traceparent':'" + GOOD + "','tracestate':'a=1'}"))
                        .state());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1",
                "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
                "fw529a3039@dt=FfffffffA;x",
                "a=1,,b=2",
                "a=1 , b=2",
                "a= 1"
            })
    void aSoundStateIsKept(String tracestate) {
        assertTrue(TraceState.isSound(tracestate));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a", "a=", "=1", "A=1", "a=1,a=2", "a=b=c", "a=ü", "a=1\n", "a =1"})
    void anyOtherStateIsNone(String tracestate) {
        assertFalse(TraceState.isSound(tracestate));
    }

    @Test
    void aStateIsBounded() {
        assertTrue(TraceState.isSound("a=" + "x".repeat(254) + ",b=" + "x".repeat(253)));
        assertFalse(TraceState.isSound("a=" + "x".repeat(254) + ",b=" + "x".repeat(254)));
        assertFalse(TraceState.isSound("a=" + "x".repeat(257)));
        StringBuilder many = new StringBuilder("k=1");
        for (int i = 1; i < 32; i++) {
            many.append(",k").append(i).append("=1");
        }
        assertTrue(TraceState.isSound(many.toString()));
        assertFalse(TraceState.isSound(many + ",l=1"));
    }

    @Test
    void ofBaggageOnlyNamedMembersGoOn() {
        String all = "tenant=a; internal, shop = b ,user=ann%20b;k=v";
        assertEquals("", Baggage.of(all, Set.of()));
        assertEquals("shop = b,tenant=a; internal", sorted(Baggage.of(all, Set.of("tenant", "shop"))));
        assertEquals("user=ann%20b;k=v", Baggage.of(all, Set.of("user")));
        assertEquals("", Baggage.of(all, Set.of("use")));
        assertEquals("", Baggage.of("tenant=a,b", Set.of("tenant")));
        assertEquals("", Baggage.of("tenant=a\"", Set.of("tenant")));
        assertEquals("", Baggage.of("tenant=ü", Set.of("tenant")));
    }

    private static String sorted(String list) {
        return String.join(
                ",", java.util.Arrays.stream(list.split(",")).sorted().toList());
    }

    @Test
    void baggageIsBounded() {
        assertEquals(8192, Baggage.of("t=" + "x".repeat(8190), Set.of("t")).length());
        assertEquals("", Baggage.of("t=" + "x".repeat(8191), Set.of("t")));
        assertEquals(
                64 * 4 - 1, Baggage.of("t=1,".repeat(63) + "t=1", Set.of("t")).length());
        assertEquals("", Baggage.of("t=1,".repeat(64) + "t=1", Set.of("t")));
    }

    @Test
    void whatIsSoundStaysTheSameObjectAndTheRestGoes() {
        TraceRules none = new TraceRules(Set.of());
        for (String kept : new String[] {
            "{}",
            "{'progressToken':1}",
            "{'traceparent':'" + GOOD + "'}",
            "{'traceparent':'" + GOOD + "','tracestate':'a=1'}"
        }) {
            ObjectNode meta = meta(kept);
            assertSame(meta, none.clean(meta));
        }
        assertEquals(
                meta("{'k':1}"), none.clean(meta("{'traceparent':'00-x','tracestate':'a=1','baggage':'a=1','k':1}")));
        assertEquals(meta("{}"), none.clean(meta("{'tracestate':'a=1'}")));
        assertEquals(meta("{}"), none.clean(meta("{'traceparent':null,'baggage':7}")));
        ObjectNode longState = meta("{'traceparent':'" + GOOD + "','tracestate':'a=" + "x".repeat(600) + "'}");
        assertEquals(meta("{'traceparent':'" + GOOD + "'}"), none.clean(longState));
        assertTrue(longState.has(Meta.TRACESTATE), "what a guard is shown is never changed");
        TraceRules some = new TraceRules(Set.of("a"));
        ObjectNode allowed = meta("{'baggage':'a=1'}");
        assertSame(allowed, some.clean(allowed));
        assertEquals(allowed, some.clean(meta("{'baggage':'a=1,b=2'}")));
    }
}
