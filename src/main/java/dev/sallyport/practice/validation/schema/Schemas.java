package dev.sallyport.practice.validation.schema;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.path.PathType;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.validation.schema.SchemaOutcome.UnsupportedSchema;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Compiles the schemas of tools, once per definition; safe for use by many threads.
 *
 * <p>Guarantees: nothing is ever fetched, neither over a network nor from the class path, but the bundled meta-schemas; a
 * schema is checked against its own dialect first; regular expressions run in linear time; formats are annotations; work
 * is bounded. Dialects: JSON Schema 2020-12 (the default), 2019-09, draft-07, draft-06, draft-04.
 * Source: MCP 2026-07-28, Tools, and SEP-2106.
 */
public final class Schemas {
    private final SchemaLimits limits;
    private final SchemaRegistry registry;
    private final ExecutionConfig execution;

    /** A compiler of schemas within the limits that stand on the practice's page. */
    public Schemas() {
        this(SchemaLimits.DEFAULT);
    }

    private Schemas(SchemaLimits limits) {
        this.limits = limits;
        List<Dialect> dialects = SchemaDialects.bounded(new BoundedUniqueItems(limits.uniqueItemsMax()));
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .regularExpressionFactory(new Patterns())
                .formatAssertionsEnabled(false)
                .losslessNarrowing(true)
                .preloadSchema(false)
                .failFast(true)
                .pathType(PathType.JSON_POINTER)
                .build();
        this.registry = SchemaRegistry.withDialects(dialects, builder -> builder.schemaRegistryConfig(config)
                .schemaLoader(loader -> loader.allow(Schemas::isBundled)));
        this.execution = ExecutionConfig.builder()
                .failFast(true)
                .formatAssertionsEnabled(false)
                .maxEvaluationSteps(limits.stepsMax())
                .maxEvaluationDepth(limits.evaluationDepthMax())
                .build();
    }

    /**
     * The schema of a tool's arguments.
     *
     * @param refuseUnknown true closes the top level where it names its members and leaves others open
     */
    public SchemaOutcome compileArguments(JsonNode inputSchema, boolean refuseUnknown) {
        return compile(inputSchema, refuseUnknown, SchemaReasons.ARGUMENTS_MISMATCH);
    }

    /** The schema of a tool's structured content. */
    public SchemaOutcome compileResult(JsonNode outputSchema) {
        return compile(outputSchema, false, SchemaReasons.RESULT_MISMATCH);
    }

    private SchemaOutcome compile(JsonNode schema, boolean refuseUnknown, Reason mismatch) {
        SchemaSurvey survey = new SchemaSurvey(limits);
        Optional<Reason> refusal = survey.refusal(schema);
        if (refusal.isPresent()) {
            return new UnsupportedSchema(refusal.get());
        }
        try {
            if (!fitsMetaSchema(schema, survey)) {
                return new UnsupportedSchema(SchemaReasons.SCHEMA_INVALID);
            }
            JsonNode closed = refuseUnknown ? ClosedSchema.of(schema, survey.dialect()) : schema;
            Schema compiled = registry.getSchema(closed);
            return new CompiledSchema(UsualSchema.of(closed), compiled, execution, mismatch, survey.propertyNames());
        } catch (SchemaLimitReached limit) {
            return new UnsupportedSchema(limit.reason());
        } catch (RuntimeException _) {
            // on odd schemas the library fails in its own ways (null pointers, casts): a property of the schema
            return new UnsupportedSchema(SchemaReasons.SCHEMA_INVALID);
        }
    }

    private boolean fitsMetaSchema(JsonNode schema, SchemaSurvey survey) {
        Schema metaSchema = registry.getSchema(SchemaLocation.of(survey.dialect()));
        var judge = new CompiledSchema(
                UsualSchema.NONE, metaSchema, execution, SchemaReasons.SCHEMA_INVALID, survey.propertyNames());
        return judge.judge(schema) instanceof Verdict.Pass;
    }

    private static boolean isBundled(AbsoluteIri iri) {
        return SchemaDialects.isBundled(iri.toString());
    }
}
