/**
 * Many servers as one: an upstream of the newer era that answers lists from what is known of the servers behind it, and hands
 * everything else to the one that it is for. What is known comes from exchanges of the gateway's own.
 */
@NullMarked
package dev.sallyport.transport.sum;

import org.jspecify.annotations.NullMarked;
