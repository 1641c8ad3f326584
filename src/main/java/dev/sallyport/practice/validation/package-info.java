/**
 * Practice 1, input validation: the door, and the guard that asks {@code schema} and {@code argument} about what passes. These
 * two know neither this package nor each other.
 */
@NullMarked
package dev.sallyport.practice.validation;

import org.jspecify.annotations.NullMarked;
