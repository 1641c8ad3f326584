/**
 * What servers define, as one caller sees it: the tools of one server with their schemas, and many servers shown as one.
 * Owner of the Unicode library.
 */
@NullMarked
package dev.sallyport.catalog;

import org.jspecify.annotations.NullMarked;
