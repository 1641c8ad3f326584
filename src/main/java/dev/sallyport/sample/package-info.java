/** A small MCP server bundled with the product, so that a first run has something to guard; a stdio child like any other. */
@NullMarked
package dev.sallyport.sample;

import org.jspecify.annotations.NullMarked;
