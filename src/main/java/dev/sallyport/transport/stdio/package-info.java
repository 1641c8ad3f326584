/** The conversation with a stdio MCP server in a child process, and with a client on standard input and output. */
@NullMarked
package dev.sallyport.transport.stdio;

import org.jspecify.annotations.NullMarked;
