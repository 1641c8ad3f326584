/** Key material, certificates, and what is sealed: the only place that makes, reads or writes keys. */
@NullMarked
package dev.sallyport.crypto;

import org.jspecify.annotations.NullMarked;
