/**
 * The schemas of tools: surveyed before anything compiles them, compiled once by the JSON Schema library within bounds, and asked
 * about each value, the usual ones by a quick form of our own that can only say yes. Owner of that library and of RE2/J; knows
 * neither tools nor exchanges.
 */
@NullMarked
package dev.sallyport.practice.validation.schema;

import org.jspecify.annotations.NullMarked;
