/** Which trace a message belongs to, as its sender says. */
@NullMarked
package dev.sallyport.pipeline.trace;

import org.jspecify.annotations.NullMarked;
