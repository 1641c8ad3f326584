/** Tests of certificates and keys. */
@NullMarked
package dev.sallyport.crypto;

import org.jspecify.annotations.NullMarked;
