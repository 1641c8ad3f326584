/** Tests of {@link dev.sallyport.protocol.legacy}. */
@NullMarked
package dev.sallyport.protocol.legacy;

import org.jspecify.annotations.NullMarked;
