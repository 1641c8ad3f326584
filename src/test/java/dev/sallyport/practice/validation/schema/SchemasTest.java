package dev.sallyport.practice.validation.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.validation.schema.SchemaOutcome.UnsupportedSchema;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SchemasTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Schemas schemas = new Schemas();

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private String code(String schema) {
        return switch (schemas.compileArguments(json(schema), false)) {
            case UnsupportedSchema(var reason) -> reason.code();
            case CompiledSchema _ -> "compiled";
        };
    }

    private Verdict judge(String schema, String value) {
        return judge(schema, value, false);
    }

    private Verdict judge(String schema, String value, boolean refuseUnknown) {
        return assertInstanceOf(CompiledSchema.class, schemas.compileArguments(json(schema), refuseUnknown))
                .judge(json(value));
    }

    private String sentence(String schema, String value) {
        Hint hint = assertInstanceOf(Verdict.Deny.class, judge(schema, value)).hint();
        return assertInstanceOf(Hint.Mend.class, hint).sentence();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{} ~ compiled",
                "true ~ compiled",
                "{'id':'x','type':'object','x-mcp-header':'a','unknown':1} ~ compiled",
                "{'$schema':'http://json-schema.org/draft-07/schema#','id':'x','properties':{'id':{}}} ~ compiled",
                "[] ~ schema-invalid",
                "{'type':'nonsense'} ~ schema-invalid",
                "{'required':true} ~ schema-invalid",
                "{'properties':{'a':{'minimum':'1'}}} ~ schema-invalid",
                "{'$ref':'#/$defs/missing'} ~ schema-invalid",
                "{'$ref':'#missing'} ~ schema-invalid",
                "{'$ref':'http://[bad'} ~ schema-invalid",
                "{'$ref':'https://evil.example/x.json'} ~ schema-external-ref",
                "{'properties':{'a':{'$ref':'file:///etc/passwd'}}} ~ schema-external-ref",
                "{'$ref':'classpath:draft-07/schema'} ~ schema-external-ref",
                "{'$ref':'resource:/x'} ~ schema-external-ref",
                "{'$ref':'other.json'} ~ schema-external-ref",
                "{'$dynamicRef':'https://evil.example/x#a'} ~ schema-external-ref",
                "{'$ref':'#/extra/a','extra':{'a':{'$ref':'https://evil.example'}}} ~ schema-external-ref",
                "{'$ref':'https://json-schema.org/draft/2020-12/schema'} ~ compiled",
                "{'$id':'https://a.example/x','$ref':'#/$defs/y','$defs':{'y':{'type':'string'}}} ~ compiled",
                "{'$ref':'https://a.example/y','$defs':{'y':{'$id':'https://a.example/y'}}} ~ compiled",
                "{'$schema':'http://json-schema.org/draft-07/schema#'} ~ compiled",
                "{'$schema':'https://json-schema.org/draft-07/schema'} ~ compiled",
                "{'$schema':'http://json-schema.org/draft-04/schema#'} ~ compiled",
                "{'$schema':'https://json-schema.org/draft/2019-09/schema'} ~ compiled",
                "{'$schema':'http://json-schema.org/draft-03/schema#'} ~ schema-dialect",
                "{'$schema':'https://evil.example/meta'} ~ schema-dialect",
                "{'properties':{'a':{'$schema':'https://evil.example/meta'}}} ~ schema-dialect",
                "{'pattern':'^(?=a)b$'} ~ unsupported-pattern",
                "{'pattern':'(a)\\\\1'} ~ unsupported-pattern",
                "{'patternProperties':{'(?!x)':{}}} ~ unsupported-pattern",
                "{'pattern':'((a{100}){100}){100}'} ~ unsupported-pattern",
                "{'pattern':'['} ~ unsupported-pattern",
                "{'$ref':'#/extra','extra':{'pattern':'(?<!a)b'}} ~ unsupported-pattern",
                "{'properties':{'pattern':{'type':'string'},'$ref':{'type':'string'}}} ~ compiled",
                "{'examples':[{'$ref':'https://evil.example'}]} ~ compiled",
            })
    void schemasAreCompiledOrRefusedWithOneReason(String schema, String code) {
        assertEquals(code, code(schema));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a6',
            quoteCharacter = '$',
            value = {
                "{'properties':{'a':{'type':'number'}}} ¦ {'a':'secret'} ¦ `/a` must be of type number",
                "{'type':'object'} ¦ [] ¦ the value must be of type object",
                "{'properties':{'a':{'type':['string','null']}}} ¦ {'a':1} ¦ `/a` must be of type string or null",
                "{'required':['path']} ¦ {} ¦ the value must have the member `path`",
                "{'properties':{'b':{'items':{'enum':['x']}}}} ¦ {'b':['x','secret']} ¦ `/b/1` must be one of the values that its schema lists",
                "{'additionalProperties':false} ¦ {'secret':1} ¦ the value must not have members that its schema does not name",
                "{'additionalProperties':{'type':'string'}} ¦ {'secret':1} ¦ `/*` must be of type string",
                "{'properties':{'a/b':{'minimum':3}}} ¦ {'a/b':1} ¦ `/a~1b` must be at least 3",
                "{'properties':{'a':{'pattern':'^x'}}} ¦ {'a':'secret'} ¦ `/a` must match the pattern of its schema",
                "{'properties':{'a':{'maxLength':2}}} ¦ {'a':'secret'} ¦ `/a` must have at most 2 characters",
            })
    void findingsNamePlaceAndRuleAndNeverTheValue(String schema, String value, String sentence) {
        assertEquals(sentence.replace("'", ""), sentence(schema, value));
    }

    @Test
    void formatsAreAnnotations() {
        assertEquals(Verdict.PASS, judge("{'format':'email'}", "'no address'"));
    }

    @Test
    void patternsFollowEcmaScriptWhereRe2Differs() {
        assertEquals(Verdict.PASS, judge("{'pattern':'^\\\\u00e9\\\\s\\\\/[\\\\s-]$'}", "'\u00e9\u3000/\u00a0'"));
        assertEquals(Verdict.PASS, judge("{'pattern':'^\\\\p{Letter}+\\\\p{Script=Han}$'}", "'é好'"));
        assertInstanceOf(Verdict.Deny.class, judge("{'pattern':'^\\\\S+$'}", "'a\u00a0b'"));
    }

    @Test
    void largeAndDeepSchemasAreRefused() {
        assertEquals("schema-size", code("{'enum':[" + "1,".repeat(20_000) + "2]}"));
        assertEquals("schema-depth", code("{'not':".repeat(70) + "{}" + "}".repeat(70)));
        assertEquals("compiled", code("{'not':".repeat(60) + "{}" + "}".repeat(60)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{\"$ref\":\"#\"}",
                "{\"allOf\":[{\"$ref\":\"#\"}]}",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}}}",
                "{\"$dynamicAnchor\":\"x\",\"not\":{\"$dynamicRef\":\"#x\"}}",
                "{\"if\":{\"$ref\":\"#\"}}",
                "{\"oneOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
            })
    void referencesWithoutEndAreStoppedOnASmallStack(String schema) throws InterruptedException {
        AtomicReference<Verdict> judgement = new AtomicReference<>(Verdict.PASS);
        Thread small = new Thread(null, () -> judgement.set(judge(schema, "{}")), "small", 512 * 1024);
        small.start();
        small.join();
        assertEquals(
                SchemaReasons.SCHEMA_EFFORT,
                assertInstanceOf(Verdict.Deny.class, judgement.get()).reason());
    }

    @Test
    void longChainsOfReferencesDoNotOverflowASmallStack() throws InterruptedException {
        StringBuilder chain = new StringBuilder("{'$ref':'#/$defs/0','$defs':{");
        for (int i = 0; i < 5_000; i++) {
            chain.append("'")
                    .append(i)
                    .append("':{'$ref':'#/$defs/")
                    .append(i + 1)
                    .append("'},");
        }
        String schema = chain.append("'5000':{}}}").toString();
        AtomicReference<Verdict> judgement = new AtomicReference<>(Verdict.PASS);
        Thread small = new Thread(null, () -> judgement.set(judge(schema, "{}")), "small", 512 * 1024);
        small.start();
        small.join();
        assertInstanceOf(Verdict.Deny.class, judgement.get());
    }

    @Test
    void exponentialBranchesAreStopped() {
        StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/0','$defs':{");
        for (int i = 0; i < 40; i++) {
            String next = "{'$ref':'#/$defs/" + (i + 1) + "'}";
            schema.append("'" + i + "':{'anyOf':[" + next + "," + next + "]},");
        }
        schema.append("'40':false}}");
        Verdict.Deny denial = assertTimeout(
                Duration.ofSeconds(10), () -> assertInstanceOf(Verdict.Deny.class, judge(schema.toString(), "1")));
        assertEquals(SchemaReasons.SCHEMA_EFFORT, denial.reason());
    }

    @Test
    void recursiveSchemasThatConsumeInputWork() {
        String tree = "{'properties':{'child':{'$ref':'#'}},'additionalProperties':false}";
        assertEquals(Verdict.PASS, judge(tree, "{'child':".repeat(40) + "{}" + "}".repeat(40)));
        assertInstanceOf(Verdict.Deny.class, judge(tree, "{'child':{'x':1}}"));
    }

    @Test
    void longArraysOfUniqueItemsAreRefused() {
        String schema = "{'properties':{'a':{'uniqueItems':true},'b':{'uniqueItems':false}}}";
        String thousand = "[" + "1,".repeat(1_000) + "2]";
        assertEquals(Verdict.PASS, judge(schema, "{'b':" + thousand + "}"));
        assertEquals(
                SchemaReasons.SCHEMA_UNIQUE_ITEMS,
                assertInstanceOf(Verdict.Deny.class, judge(schema, "{'a':" + thousand + "}"))
                        .reason());
        assertEquals("`/a` must have items that differ", sentence(schema, "{'a':[1,1.0]}"));
    }

    @Test
    void closedSchemasRefuseUnknownMembersAtTheTopLevelOnly() {
        String open = "{'properties':{'a':{'properties':{'b':{}}}}}";
        assertEquals(Verdict.PASS, judge(open, "{'x':1}"));
        assertEquals("additional", closed(open, "{'x':1}") ? "additional" : "open");
        assertFalse(closed(open, "{'a':{'x':1}}"));
        assertFalse(closed("{'type':'object'}", "{'x':1}"));
        assertFalse(closed("{'properties':{},'additionalProperties':true}", "{'x':1}"));
        assertFalse(closed("{'properties':{},'patternProperties':{'^x':{}}}", "{'x':1}"));
        String composed = "{'properties':{'a':{}},'allOf':[{'properties':{'b':{}}}]}";
        assertFalse(closed(composed, "{'a':1,'b':1}"));
        assertTrue(closed(composed, "{'c':1}"));
        String draft7 = "{'$schema':'http://json-schema.org/draft-07/schema#','properties':{},'allOf':[{}]}";
        assertFalse(closed(draft7, "{'c':1}"));
    }

    @Test
    void oneDefinitionNeverSeesAnothersIds() {
        assertEquals("compiled", code("{'$id':'https://a.example/first','type':'string'}"));
        assertEquals("schema-external-ref", code("{'$ref':'https://a.example/first'}"));
    }

    @Test
    void resultsAndArgumentsHaveReasonsOfTheirOwn() {
        var result = assertInstanceOf(CompiledSchema.class, schemas.compileResult(json("{'type':'object'}")));
        assertEquals(
                SchemaReasons.RESULT_MISMATCH,
                assertInstanceOf(Verdict.Deny.class, result.judge(json("1"))).reason());
        assertEquals(
                SchemaReasons.ARGUMENTS_MISMATCH,
                assertInstanceOf(Verdict.Deny.class, judge("{'type':'object'}", "1"))
                        .reason());
    }

    @Test
    void longTextsUnderHeavyPatternsAreStopped() {
        String schema = "{'pattern':'^(a{1,50}b?){1,40}$'}";
        Verdict.Deny denial = assertInstanceOf(Verdict.Deny.class, judge(schema, "'" + "a".repeat(200_000) + "'"));
        assertEquals(SchemaReasons.SCHEMA_EFFORT, denial.reason());
    }

    private boolean closed(String schema, String value) {
        return judge(schema, value, true) instanceof Verdict.Deny;
    }
}
