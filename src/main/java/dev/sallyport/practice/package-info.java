/** The one extension point: a security practice, what it does in flight and what it checks at rest. */
@NullMarked
package dev.sallyport.practice;

import org.jspecify.annotations.NullMarked;
