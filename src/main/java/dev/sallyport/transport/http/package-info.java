/** Streamable HTTP, downstream and upstream, on Netty. */
@NullMarked
package dev.sallyport.transport.http;

import org.jspecify.annotations.NullMarked;
