/**
 * Servers of either era before clients of either era: the stateful translation. Everything that knows that the older era exists
 * on the other side of a call is here, so that it can be deleted with that era.
 */
@NullMarked
package dev.sallyport.transport.legacy;

import org.jspecify.annotations.NullMarked;
