package dev.sallyport.practice.validation.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of schemas, matched by RE2/J in time linear in the text.
 *
 * <p>Look-around and back references do not exist in RE2: a schema that uses them is refused as a whole. Text length times
 * expression size is bounded too, so that linear stays short. Source: JSON Schema 2020-12, 6.3.3 and 6.4 (the core).
 */
final class Patterns implements RegularExpressionFactory {
    private static final int LENGTH_MAX = 2_000;
    private static final int SIZE_MAX = 5_000;
    private static final long WORK_MAX = 50_000_000L;

    /** True where this expression can be used. */
    static boolean supports(String regex) {
        try {
            compile(regex);
            return true;
        } catch (SchemaLimitReached _) {
            return false;
        }
    }

    @Override
    public RegularExpression getRegularExpression(String regex) {
        return compile(regex);
    }

    private static RegularExpression compile(String regex) {
        int size = regex.length() > LENGTH_MAX ? SIZE_MAX + 1 : PatternSize.of(regex, SIZE_MAX);
        if (size > SIZE_MAX) {
            throw new SchemaLimitReached(SchemaReasons.UNSUPPORTED_PATTERN);
        }
        try {
            return new Linear(Pattern.compile(PatternDialect.toRe2(regex)), size);
        } catch (PatternSyntaxException _) {
            throw new SchemaLimitReached(SchemaReasons.UNSUPPORTED_PATTERN);
        }
    }

    private record Linear(Pattern pattern, int size) implements RegularExpression {
        @Override
        public boolean matches(String text) {
            if ((long) text.length() * size > WORK_MAX) {
                throw new SchemaLimitReached(SchemaReasons.SCHEMA_EFFORT);
            }
            return pattern.matcher(text).find();
        }
    }
}
