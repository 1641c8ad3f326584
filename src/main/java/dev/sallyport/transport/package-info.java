/** What the two sides of the gateway share: event loops, lanes and the ids of upstream connections. */
@NullMarked
package dev.sallyport.transport;

import org.jspecify.annotations.NullMarked;
