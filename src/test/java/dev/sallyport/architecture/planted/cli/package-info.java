/** Planted: breaks rules of the architecture on purpose. */
@NullMarked
package dev.sallyport.architecture.planted.cli;

import org.jspecify.annotations.NullMarked;
