/** Practice 1, input validation: strict input, schemas, argument classes and resource URIs. */
@NullMarked
package dev.sallyport.practice.validation;

import org.jspecify.annotations.NullMarked;
