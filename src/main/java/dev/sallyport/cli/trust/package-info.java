/** The authority of the home as a client is told to trust it, and the stores of operating systems. */
@NullMarked
package dev.sallyport.cli.trust;

import org.jspecify.annotations.NullMarked;
