/** Entry point and composition root of the gateway. */
@NullMarked
package dev.sallyport;

import org.jspecify.annotations.NullMarked;
