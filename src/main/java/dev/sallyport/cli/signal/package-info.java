/** {@code sallyport signals}: who is suspicious at a running gateway. */
@NullMarked
package dev.sallyport.cli.signal;

import org.jspecify.annotations.NullMarked;
