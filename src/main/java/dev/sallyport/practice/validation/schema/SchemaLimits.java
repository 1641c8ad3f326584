package dev.sallyport.practice.validation.schema;

/**
 * Bounds on schemas and on the work of checking a value against one.
 *
 * @param nodesMax JSON values in a schema
 * @param depthMax levels of nesting in a schema
 * @param uniqueItemsMax items of an array that must hold unique items
 * @param stepsMax keywords and subschemas evaluated for one value
 * @param evaluationDepthMax subschemas open at the same time; also what stops references that recurse without end
 */
record SchemaLimits(int nodesMax, int depthMax, int uniqueItemsMax, long stepsMax, int evaluationDepthMax) {
    /** The defaults, as they stand on the practice's page. */
    static final SchemaLimits DEFAULT = new SchemaLimits(20_000, 64, 1_000, 500_000, 256);
}
