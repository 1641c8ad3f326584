/** The strict JSON reader and the writer: what two parsers could read differently is refused. Knows JSON and nothing of MCP. */
@NullMarked
package dev.sallyport.protocol.json;

import org.jspecify.annotations.NullMarked;
