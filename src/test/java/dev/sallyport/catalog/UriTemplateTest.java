package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UriTemplateTest {
    @ParameterizedTest
    @CsvSource({
        "db://{id}, db://7, true",
        "db://{id}, db://, false",
        "db://{id}, db://a/b, false",
        "db://{id}, db://a%2Fb, true",
        "db://{id}, db://檔案, true",
        "db://{id}, xdb://7, false",
        "db://{id}/end, db://7/end, true",
        "db://{id}/end, db://7/en, false",
        "db://{id}/end, db:///end, false",
        "db://{a}/{b}, db://x/y, true",
        "db://{a}/{b}, db://x/y/z, false",
        "db://{a}{b}, db://xy, true",
        "db://{a}{b}, db://x, false",
        "db://{+path}, db://a/b?c#d, true",
        "db://{+path}, 'db://a b', false",
        "db://{+a}/{b}, db://x/y/z, true",
        "db://{+a}/{b}, db://x, false",
        "db://{+a}aab, db://aaaab, true",
        "db://{+a}ab{b}, db://abab, false",
        "db://{+a}ab{b}, db://abababx, true",
        "db://{path*}/x, db://a/b/x, true",
        "file://{/path}, file:///a, true",
        "file://{/path}, file:///a/b, false",
        "db://{a}{/b}, db://x/y, true",
        "db://{a}{/b}, db://xy, false",
        "db:{a.b_1}, db:1, true"
    })
    void aUriFitsWhereTheTemplateGivesIt(String template, String uri, boolean fits) {
        assertEquals(fits, UriTemplate.read(template).orElseThrow().fits(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db://plain",
                "{x}",
                "{scheme}://x",
                ":{x}",
                "db://{}",
                "db://{",
                "db://}",
                "db://{x",
                "db://x}",
                "db://{x}}",
                "db://{{x}}",
                "db://{?q}",
                "db://{#q}",
                "db://{.q}",
                "db://{;q}",
                "db://{&q}",
                "db://{x,y}",
                "db://{x:3}",
                "db://{+}",
                "db://{*}",
                "db://{a b}",
                "db://{ä}",
                "db://{x}{",
                "db://{//x}",
                "db://{/+x}",
                "db://{a}{//x}",
                "d}b://{x}"
            })
    void whatIsNotKnownFitsNothing(String template) {
        assertFalse(UriTemplate.read(template).isPresent());
    }

    @Test
    void sizesAreBounded() {
        String inner = "{a}" + "x".repeat(62) + "{b}";
        assertTrue(UriTemplate.read("db:" + inner).orElseThrow().fits("db:1" + "x".repeat(62) + "2"));
        assertFalse(UriTemplate.read("db:{a}" + "x".repeat(63) + "{b}").isPresent());
        assertFalse(UriTemplate.read("db:{a}" + "x".repeat(1024)).isPresent());
        assertTrue(UriTemplate.read("db:{+a}").orElseThrow().fits("db:" + "x".repeat(2045)));
        assertFalse(UriTemplate.read("db:{+a}").orElseThrow().fits("db:" + "x".repeat(2046)));
    }

    @Test
    void templatesBeyondTheBoundOfAServerFitNothing() {
        String[] templates = new String[300];
        for (int i = 0; i < templates.length; i++) {
            templates[i] = "db:" + i + "/{x}";
        }
        Exposure exposure = Exposure.of(
                View.sum(List.of("a", "b")),
                Map.of("a", Offers.of(Kind.TEMPLATE, templates), "b", Offers.of(Kind.TEMPLATE, "b:{x}")),
                Exposure.NONE);
        assertEquals("a", exposure.resource("db:255/y").server());
        assertTrue(exposure.resource("db:256/y").isNone());
        assertEquals("b", exposure.resource("b:y").server(), "one server's templates are no other's loss");
    }
}
