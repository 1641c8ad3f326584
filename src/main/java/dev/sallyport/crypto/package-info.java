/** Key material and certificates: the only place that makes, reads or writes them. */
@NullMarked
package dev.sallyport.crypto;

import org.jspecify.annotations.NullMarked;
