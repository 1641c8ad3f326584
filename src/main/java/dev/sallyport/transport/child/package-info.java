/** A child process and its whole tree: how it starts, the lines to and from it, and how nothing of it stays behind. Knows nothing of MCP. */
@NullMarked
package dev.sallyport.transport.child;

import org.jspecify.annotations.NullMarked;
