/** The older era in the words of the newer one and back: pure functions over intact JSON. It can be deleted with that era. */
@NullMarked
package dev.sallyport.protocol.legacy;

import org.jspecify.annotations.NullMarked;
