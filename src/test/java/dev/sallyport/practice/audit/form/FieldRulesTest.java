package dev.sallyport.practice.audit.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is taken out of entries. */
final class FieldRulesTest {
    private static String applied(FieldRules rules, String entry) {
        ObjectNode read = (ObjectNode) JsonMapper.builder().build().readTree(entry.replace('\'', '"'));
        rules.apply(read);
        return read.toString().replace('"', '\'');
    }

    @Test
    void whatIsDroppedIsGoneAndWhatIsDigestedCanBeJoined() {
        FieldRules rules =
                new FieldRules(List.of("peer", "policy.claims"), List.of("subject", "verdicts.detail", "bytes_in"));
        String made = applied(
                rules,
                "{'n':1,'event':'denied','peer':'192.0.2.1','subject':'ann','policy':{'version':'v','claims':{'a':['b']}},"
                        + "'verdicts':[{'verdict':'deny','detail':'x'},{'verdict':'deny'}],'bytes_in':7,'crc':'00000000'}");
        assertEquals(
                "{'n':1,'event':'denied','subject':'sha256:49915e0d7d4b402e3017d010','policy':{'version':'v'},"
                        + "'verdicts':[{'verdict':'deny','detail':'sha256:2d711642b726b04401627ca9'},{'verdict':'deny'}],"
                        + "'bytes_in':'sha256:7902699be42c8a8e46fbbb45'}",
                made);
    }

    @Test
    void whatIsKeptOfArgumentsIsReachedLikeAllElse() {
        String entry = "{'n':1,'arguments':{'digest':'d','kept':[{'at':'/q','value':'x'},{'at':'/n','value':1}]}}";
        assertEquals(
                "{'n':1,'arguments':{'digest':'d'}}",
                applied(new FieldRules(List.of("arguments.kept"), List.of()), entry));
        assertEquals(
                "{'n':1,'arguments':{'digest':'d','kept':[{'at':'/q','value':'sha256:2d711642b726b04401627ca9'},"
                        + "{'at':'/n','value':'sha256:6b86b273ff34fce19d6b804e'}]}}",
                applied(new FieldRules(List.of(), List.of("arguments.kept.value")), entry));
    }

    @Test
    void whatOthersNameIsReachedByAnyOfTheirNames() {
        assertEquals(
                "{'policy':{'claims':{'email':{'sha256':'sha256:2d711642b726b04401627ca9'}}}}",
                applied(
                        new FieldRules(List.of("policy.claims.cost-center"), List.of("policy.claims.email.sha256")),
                        "{'policy':{'claims':{'cost-center':'4','email':{'sha256':'x'}}}}"));
    }

    @Test
    void withoutRulesNothingIsChanged() {
        String entry = "{'n':1,'event':'denied','crc':'00000000'}";
        assertEquals(entry, applied(FieldRules.NONE, entry));
    }

    @Test
    void whatAnEntryCannotBeToldWithoutStays() {
        for (String name :
                new String[] {"n", "time", "event", "Peer", "a..b", "", "a.b.c.d.e", "principel", "policy.claim"}) {
            assertThrows(IllegalArgumentException.class, () -> new FieldRules(List.of(name), List.of()), name);
            assertThrows(IllegalArgumentException.class, () -> new FieldRules(List.of(), List.of(name)), name);
        }
    }
}
