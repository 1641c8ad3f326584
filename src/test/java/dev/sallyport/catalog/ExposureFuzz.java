package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever clients and servers write, templates and cursors are read or refused, soon and rightly. */
final class ExposureFuzz {
    private static final Exposure EXPOSURE =
            Exposure.of(View.sum(List.of("a")), Map.of("a", Offers.tools("x", "y", "z")), Exposure.NONE);

    /** The cursors behind its items. */
    private static final List<String> GIVEN = List.of(given(0, "x"), given(1, "y"), given(2, "z"));

    private static String given(long rank, String name) {
        return new Cursor(Kind.TOOL, "a", rank, 31 * "a".hashCode() + name.hashCode()).toString();
    }

    @FuzzTest
    void anyTemplateFitsWhatAnExpressionFits(FuzzedDataProvider data) {
        String template = data.consumeString(80);
        template(template, data.consumeRemainingAsString());
    }

    @FuzzTest
    void anyCursorIsGivenOrRefused(FuzzedDataProvider data) {
        cursor(data.consumeRemainingAsString());
    }

    @Test
    void randomTemplatesFitWhatAnExpressionFits() {
        Random random = new Random(7337);
        String[] parts = {"{a}", "{+a}", "{/a}", "{a*}", "a", "b", "/", "ab", "?", "{", "}", "%", "檔"};
        int fitting = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder template = new StringBuilder("x:");
            StringBuilder uri = new StringBuilder("x:");
            for (int j = random.nextInt(6); j >= 0; j--) {
                template.append(parts[random.nextInt(random.nextInt(8) == 0 ? parts.length : 9)]);
            }
            for (int j = random.nextInt(8); j >= 0; j--) {
                uri.append(parts[4 + random.nextInt(random.nextInt(8) == 0 ? parts.length - 4 : 4)]);
            }
            fitting += template(template.toString(), uri.toString()) ? 1 : 0;
        }
        assertTrue(fitting > 5_000, "fitting " + fitting);
    }

    @Test
    void randomCursorsAreGivenOrRefused() {
        Random random = new Random(7337);
        String letters = "tools.a0123f-_ 檔";
        GIVEN.forEach(ExposureFuzz::cursor);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "tools.a." : "");
            for (int j = random.nextInt(12); j > 0; j--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            cursor(text.toString());
        }
    }

    @Test
    void templatesMadeToBeSlowAreFast() {
        UriTemplate slow = UriTemplate.read("x:" + "{+a}a".repeat(31) + "{+a}b").orElseThrow();
        String uri = "x:" + "a".repeat(2000) + "b";
        assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 10_000; i++) {
                assertTrue(slow.fits(uri));
            }
        });
    }

    /** Holds the matcher against an expression of the JDK, where that is quick; true where both fit. */
    private static boolean template(String template, String uri) {
        var read = UriTemplate.read(template);
        boolean fits = read.isPresent() && read.get().fits(uri);
        if (read.isPresent() && uri.length() < 40 && template.length() < 40) {
            assertEquals(Pattern.matches(expression(template), uri), fits, () -> template + " " + uri);
        }
        return fits;
    }

    private static String expression(String template) {
        StringBuilder expression = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int end = open < 0 ? template.length() : open;
            expression.append(Pattern.quote(template.substring(at, end)));
            if (open < 0) {
                break;
            }
            int close = template.indexOf('}', open);
            String variable = template.substring(open + 1, close);
            boolean wide = variable.startsWith("+") || variable.endsWith("*");
            expression.append(variable.startsWith("/") ? "/" : "");
            expression.append(wide ? "[^\\x00-\\x20\\x7F]+" : "[A-Za-z0-9._~%\\x{80}-\\x{10FFFF}-]+");
            at = close + 1;
        }
        return expression.toString();
    }

    private static void cursor(String text) {
        assertEquals(GIVEN.contains(text), EXPOSURE.after(Kind.TOOL, text) instanceof Listed.Page, text);
    }
}
