/** The operator's side of a running gateway: what it is asked from outside, as one more upstream. */
@NullMarked
package dev.sallyport.console;

import org.jspecify.annotations.NullMarked;
