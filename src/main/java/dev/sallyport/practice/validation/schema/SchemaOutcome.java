package dev.sallyport.practice.validation.schema;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import tools.jackson.databind.JsonNode;

/** What became of a schema: something to check values with, or the reason why it cannot be used. */
public sealed interface SchemaOutcome permits CompiledSchema, SchemaOutcome.UnsupportedSchema {
    /** Passes, or denies with the first thing in {@code value} that breaks the schema, or with what keeps it from being checked. */
    Verdict judge(JsonNode value);

    /** A schema that must not be used: it denies every value. */
    record UnsupportedSchema(Reason reason) implements SchemaOutcome {
        @Override
        public Verdict judge(JsonNode value) {
            return new Verdict.Deny(reason, new Hint.Mend("the schema of this tool cannot be used to check it"));
        }
    }
}
