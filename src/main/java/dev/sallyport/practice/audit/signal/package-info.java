/** Part of practice 5: what in the stream of exchanges is suspicious, and what follows from it. */
@NullMarked
package dev.sallyport.practice.audit.signal;

import org.jspecify.annotations.NullMarked;
