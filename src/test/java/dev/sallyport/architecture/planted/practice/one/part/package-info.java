/** Planted: breaks rules of the architecture on purpose. */
@NullMarked
package dev.sallyport.architecture.planted.practice.one.part;

import org.jspecify.annotations.NullMarked;
