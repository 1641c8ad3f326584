/** Hashes of bytes. */
@NullMarked
package dev.sallyport.protocol.digest;

import org.jspecify.annotations.NullMarked;
