package dev.sallyport.protocol.json;

/**
 * How much one JSON text may ask of its reader; the size of the whole text, and so of a string, is its caller's limit.
 *
 * @param depthMax objects and arrays inside one another, at most {@value #DEPTH_CEILING}
 * @param nodesMax values of every kind in one text; bounds the memory taken for small ones such as {@code [[],[],…]}
 * @param keyBytesMax bytes of one member name as written, without its quotes
 * @param numberDigitsMax significant digits of one number; as written it may take four times as many bytes
 */
public record JsonLimits(int depthMax, int nodesMax, int keyBytesMax, int numberDigitsMax) {
    /** The depth that the stack of any thread of ours can bear. */
    public static final int DEPTH_CEILING = 500;

    /** Room for every real message of MCP: 64 levels, 2^19 values, names of 1 KiB, numbers of 128 digits. */
    public static final JsonLimits DEFAULT = new JsonLimits(64, 1 << 19, 1024, 128);

    /** Refuses limits that would allow nothing, too deep a recursion, or integers beyond the range of a double. */
    public JsonLimits {
        require(depthMax, DEPTH_CEILING);
        require(nodesMax, Integer.MAX_VALUE - 1);
        require(keyBytesMax, Integer.MAX_VALUE);
        require(numberDigitsMax, 300);
    }

    /** The same limits with another depth. */
    public JsonLimits withDepthMax(int other) {
        return new JsonLimits(other, nodesMax, keyBytesMax, numberDigitsMax);
    }

    private static void require(int limit, int ceiling) {
        if (limit < 1 || limit > ceiling) {
            throw new IllegalArgumentException("json limit must be between 1 and " + ceiling + ": " + limit);
        }
    }
}
