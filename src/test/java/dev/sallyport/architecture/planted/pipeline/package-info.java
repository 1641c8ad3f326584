/** Planted: breaks rules of the architecture on purpose. */
@NullMarked
package dev.sallyport.architecture.planted.pipeline;

import org.jspecify.annotations.NullMarked;
