/** Practice 12, delegated authentication: whom clients are sent to for a token. */
@NullMarked
package dev.sallyport.practice.delegation;

import org.jspecify.annotations.NullMarked;
