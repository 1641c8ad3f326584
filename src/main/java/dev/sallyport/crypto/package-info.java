/** Keys and what is done with them; the only owner of key material. */
@NullMarked
package dev.sallyport.crypto;

import org.jspecify.annotations.NullMarked;
