/** Planted: breaks rules of the architecture on purpose. */
@NullMarked
package dev.sallyport.architecture.planted.practice.one.piece;

import org.jspecify.annotations.NullMarked;
