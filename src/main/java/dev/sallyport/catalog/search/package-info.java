/** The search among tools: by words, ranked. */
@NullMarked
package dev.sallyport.catalog.search;

import org.jspecify.annotations.NullMarked;
