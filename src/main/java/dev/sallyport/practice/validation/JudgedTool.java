package dev.sallyport.practice.validation;

import dev.sallyport.practice.validation.argument.ArgumentClasses;
import dev.sallyport.practice.validation.schema.SchemaOutcome;

/**
 * What this practice made of one tool's definition.
 *
 * @param arguments the schema of its arguments
 * @param result the schema of its structured content
 * @param classes the classes of its arguments
 */
record JudgedTool(SchemaOutcome arguments, SchemaOutcome result, ArgumentClasses classes) {}
