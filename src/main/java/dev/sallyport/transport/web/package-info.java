/** Questions to identity providers over HTTP, guarded against being led elsewhere. */
@NullMarked
package dev.sallyport.transport.web;

import org.jspecify.annotations.NullMarked;
