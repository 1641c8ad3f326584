package dev.sallyport.protocol.json;

/** The codes by which {@link JsonRead.Broken} tells apart what is wrong with a JSON text. */
final class JsonCode {
    /** Nothing, or nothing but white space. */
    static final String EMPTY = "json-empty";

    /** Not the grammar of RFC 8259: also comments, leading zeros, trailing data, text cut short. */
    static final String SYNTAX = "json-syntax";

    /** Not UTF-8 by RFC 3629, or a byte order mark in front. */
    static final String UTF8 = "json-utf8";

    /** An unescaped control character, or an escape that JSON does not have. */
    static final String STRING = "json-string";

    /** An escaped half of a surrogate pair without its other half. */
    static final String SURROGATE = "json-surrogate";

    /** A number that is too long, too large for a double, or not zero but zero in a double. */
    static final String NUMBER = "json-number";

    /** Two members of one object with the same name, however it is written. */
    static final String DUPLICATE_KEY = "json-duplicate-key";

    /** Objects and arrays too deep inside one another. */
    static final String DEPTH = "json-depth";

    /** Too many values, or too long a member name. */
    static final String SIZE = "json-size";

    private JsonCode() {}
}
