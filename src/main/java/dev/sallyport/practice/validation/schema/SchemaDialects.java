package dev.sallyport.practice.validation.schema;

import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dialects of JSON Schema that are known, and the meta-schemas that come with the program. */
final class SchemaDialects {
    /** The dialect of a schema that names none. Source: MCP 2026-07-28, Tools. */
    static final String DEFAULT = "https://json-schema.org/draft/2020-12/schema";

    private static final String D2019 = "https://json-schema.org/draft/2019-09/schema";

    /** Spelled without scheme and without an empty fragment, to the library's id. */
    private static final Map<String, String> IDS = Map.of(
            "json-schema.org/draft/2020-12/schema", DEFAULT,
            "json-schema.org/draft/2019-09/schema", D2019,
            "json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#",
            "json-schema.org/draft-06/schema", "http://json-schema.org/draft-06/schema#",
            "json-schema.org/draft-04/schema", "http://json-schema.org/draft-04/schema#");

    private static final Set<String> BUNDLED = bundled();

    private SchemaDialects() {}

    /**
     * The dialects, with one keyword replaced. Keywords that they do not know are skipped: the library's own way keeps
     * each in a map that is never emptied, and logs it. A stray {@code id} is skipped too, on which it fails.
     */
    static List<Dialect> bounded(Keyword keyword) {
        return Stream.of(
                        Dialects.getDraft202012(),
                        Dialects.getDraft201909(),
                        Dialects.getDraft7(),
                        Dialects.getDraft6(),
                        Dialects.getDraft4())
                .map(dialect -> Dialect.builder(dialect)
                        .keyword(keyword)
                        .keyword(new NonValidationKeyword("id"))
                        .unknownKeywordFactory((_, _) -> null)
                        .build())
                .toList();
    }

    /** The id of the dialect that {@code $schema} names, or an empty text for an unknown one. */
    static String idOf(String schemaKeyword) {
        return IDS.getOrDefault(bare(schemaKeyword), "");
    }

    /** True where {@code iri} is a meta-schema that comes with the program. */
    static boolean isBundled(String iri) {
        return BUNDLED.contains(bare(iri));
    }

    /** True where {@code $ref} hides its siblings, as it did up to draft-07. */
    static boolean refHidesSiblings(String dialect) {
        return !dialect.equals(DEFAULT) && !dialect.equals(D2019);
    }

    private static String bare(String iri) {
        String bare = iri.endsWith("#") ? iri.substring(0, iri.length() - 1) : iri;
        if (bare.startsWith("https://")) {
            return bare.substring("https://".length());
        }
        return bare.startsWith("http://") ? bare.substring("http://".length()) : bare;
    }

    private static Set<String> bundled() {
        Stream<String> vocabularies = Stream.of("2020-12", "2019-09").flatMap(draft -> Stream.of(
                        "applicator",
                        "content",
                        "core",
                        "format",
                        "format-annotation",
                        "meta-data",
                        "unevaluated",
                        "validation")
                .map(name -> "json-schema.org/draft/" + draft + "/meta/" + name));
        return Stream.concat(IDS.keySet().stream(), vocabularies).collect(Collectors.toUnmodifiableSet());
    }
}
