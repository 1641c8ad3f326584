package dev.sallyport.practice.validation;

import dev.sallyport.pipeline.Reason;

/** What became of a schema: something to check values with, or the reason why it cannot be used. */
public sealed interface SchemaOutcome permits CompiledSchema, SchemaOutcome.UnsupportedSchema {
    /** A schema that must not be used; whoever needs it denies. */
    record UnsupportedSchema(Reason reason) implements SchemaOutcome {}
}
