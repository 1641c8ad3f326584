/** Messages of MCP as records over intact JSON, and the strict codec that reads and writes them. */
@NullMarked
package dev.sallyport.protocol;

import org.jspecify.annotations.NullMarked;
