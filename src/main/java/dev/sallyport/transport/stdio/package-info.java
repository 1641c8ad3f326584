/** Child processes of stdio MCP servers: start, framed lines both ways, bounds, and an end that leaves nothing behind. */
@NullMarked
package dev.sallyport.transport.stdio;

import org.jspecify.annotations.NullMarked;
