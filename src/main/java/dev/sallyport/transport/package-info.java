/** Adapters to the outside: listeners for clients, upstreams for servers. */
@NullMarked
package dev.sallyport.transport;

import org.jspecify.annotations.NullMarked;
