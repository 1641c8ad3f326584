package dev.sallyport.practice.validation.argument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Verdict;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ArgumentClassesTest {
    private final ArgumentRules rules = new ArgumentRules(Set.of());

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static String inferred(String properties) {
        return ArgumentClasses.of(json("{'properties':{" + properties + "}}"), Map.of(), true)
                .places()
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a6',
            quoteCharacter = '`',
            value = {
                "'path':{'type':'string'} ¦ {/path=PATH}",
                "'filePath':{'type':'string'} ¦ {/filePath=PATH}",
                "'outputDir':{'type':['string','null']} ¦ {/outputDir=PATH}",
                "'paths':{'type':'array','items':{'type':'string'}} ¦ {/paths/*=PATH}",
                "'a':{'type':'array','items':{'properties':{'path':{'type':'string'}}}} ¦ {/a/*/path=PATH}",
                "'path':{'anyOf':[{'type':'string'},{'type':'null'}]} ¦ {/path=PATH}",
                "'path':{'type':'string','enum':['a']} ¦ {}",
                "'path':{'type':'number'} ¦ {}",
                "'path':{} ¦ {}",
                "'jsonPath':{'type':'string'},'xpath':{'type':'string'},'api_path':{'type':'string'} ¦ {}",
                "'source':{'type':'string'},'destination':{'type':'string'} ¦ {/destination=PATH, /source=PATH}",
                "'source':{'type':'string'},'target':{'type':'string'} ¦ {}",
                "'url':{'type':'string'} ¦ {/url=URL}",
                "'imageUrl':{'type':'string'} ¦ {/imageUrl=URL}",
                "'urls':{'type':'array','items':{'type':'string'}} ¦ {/urls/*=URL}",
                "'x':{'type':'string','format':'uri','description':'URL to open'} ¦ {/x=URL}",
                "'uri':{'type':'string','format':'uri'} ¦ {}",
                "'database_url':{'type':'string'} ¦ {}",
                "'host':{'type':'string'} ¦ {/host=HOST}",
                "'host':{'type':'string'},'database':{'type':'string'} ¦ {}",
                "'x':{'type':'string','format':'hostname'} ¦ {/x=HOST}",
                "'fileKey':{'type':'string'} ¦ {/fileKey=IDENTIFIER}",
                "'user_id':{'type':'string'} ¦ {/user_id=IDENTIFIER}",
                "'user_id':{'type':'string','pattern':'^x$'} ¦ {}",
                "'messageId':{'type':'string'} ¦ {}",
                "'owner':{'type':'string'},'repo':{'type':'string'} ¦ {/owner=IDENTIFIER, /repo=IDENTIFIER}",
                "'repo':{'type':'string'} ¦ {}",
                "'api_key':{'type':'string'},'content':{'type':'string'},'query':{'type':'string'} ¦ {}",
                "'command':{'type':'string'},'sql':{'type':'string'},'text':{'type':'string'} ¦ {}",
                "'a/b':{'properties':{'path':{'type':'string'}}} ¦ {/a~1b/path=PATH}",
            })
    void classesAreInferredOnlyWithoutDoubt(String properties, String places) {
        assertEquals(places, inferred(properties));
    }

    @Test
    void localReferencesAreFollowedAndCyclesEnd() {
        JsonNode schema = json(
                "{'$defs':{'n':{'properties':{'path':{'type':'string'},'next':{'$ref':'#/$defs/n'}}}},'$ref':'#/$defs/n'}");
        Map<String, ArgumentClass> places =
                ArgumentClasses.of(schema, Map.of(), true).places();
        assertEquals(ArgumentClass.PATH, places.get("/next/next/path"));
        ArgumentClasses.of(json("{'$ref':'#/a','a':{'$ref':'#/a'}}"), Map.of(), true);
        ArgumentClasses.of(json("{'properties':{'a':{'$ref':'#bad pointer'}}}"), Map.of(), true);
        ArgumentClasses.of(
                json("{'anyOf':[{'$ref':'#'},{'$ref':'#'}],'properties':{'path':{'$ref':'#'}}}"), Map.of(), true);
        ArgumentClasses.of(json("true"), Map.of(), true);
    }

    @Test
    void declaredClassesStandAboveInferredOnes() {
        JsonNode schema =
                json("{'properties':{'path':{'type':'string'},'paths':{'type':'array','items':{'type':'string'}}}}");
        Map<String, ArgumentClass> declared = Map.of("/path", ArgumentClass.CODE, "/paths", ArgumentClass.SHELL_WORD);
        ArgumentClasses classes = ArgumentClasses.of(schema, declared, true);
        assertEquals("{/path=CODE, /paths=SHELL_WORD}", classes.places().toString());
        assertEquals(Verdict.PASS, classes.judge(json("{'path':'../x'}"), rules));
        assertEquals("/paths", place(classes, "{'paths':['ok','a;b']}"));
        assertEquals("{}", ArgumentClasses.of(schema, Map.of(), false).places().toString());
    }

    @Test
    void findingsNameThePlaceAndNeverTheText() {
        JsonNode schema =
                json("{'properties':{'edits':{'type':'array','items':{'properties':{'path':{'type':'string'}}}}}}");
        ArgumentClasses classes = ArgumentClasses.of(schema, Map.of(), true);
        assertEquals(
                "`/edits/*/path` must not contain `..` segments, in any spelling",
                sentence(classes, "{'edits':[{'path':'a'},{'path':'../secret'}]}"));
    }

    @Test
    void valuesOfUnexpectedShapeAreNoTrouble() {
        ArgumentClasses classes = ArgumentClasses.of(json("{}"), Map.of("/a/*/b", ArgumentClass.PATH), true);
        for (String value : new String[] {"1", "[]", "{'a':1}", "{'a':{'b':'..'}}", "{'a':[1,[],{'b':2}]}", "null"}) {
            assertEquals(Verdict.PASS, classes.judge(json(value), rules));
        }
        assertEquals("/a/*/b", place(classes, "{'a':[{'b':['..']}]}"));
    }

    @Test
    void namedHostsMayBePrivateAsTheyAreSpelled() {
        ArgumentRules some = new ArgumentRules(Set.of("localhost:3000", "wiki.internal"));
        assertNull(some.judge(ArgumentClass.URL, "http://localhost:3000/x"));
        assertNull(some.judge(ArgumentClass.URL, "https://wiki.internal:8443/x"));
        assertNull(some.judge(ArgumentClass.HOST, "wiki.internal"));
        assertEquals(ArgumentReasons.URL_PRIVATE_ADDRESS, some.judge(ArgumentClass.URL, "http://localhost:3001/x"));
        assertEquals(ArgumentReasons.URL_CREDENTIALS, some.judge(ArgumentClass.URL, "http://x@wiki.internal/"));
    }

    private String place(ArgumentClasses classes, String arguments) {
        return sentence(classes, arguments).replaceFirst("`(\\S+)` must .*", "$1");
    }

    private String sentence(ArgumentClasses classes, String arguments) {
        Verdict.Deny denial = assertInstanceOf(Verdict.Deny.class, classes.judge(json(arguments), rules));
        return assertInstanceOf(Hint.Mend.class, denial.hint()).sentence();
    }
}
