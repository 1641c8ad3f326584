/** What servers define: tools with their schemas, as one caller sees them. */
@NullMarked
package dev.sallyport.catalog;

import org.jspecify.annotations.NullMarked;
