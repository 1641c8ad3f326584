/** What is remembered of the definitions of tools: the first one, and those that somebody accepted after it. */
@NullMarked
package dev.sallyport.catalog.pin;

import org.jspecify.annotations.NullMarked;
