/** The whole path in one process: clients, the gateway, and servers that do as a test says. */
@NullMarked
package dev.sallyport.path;

import org.jspecify.annotations.NullMarked;
