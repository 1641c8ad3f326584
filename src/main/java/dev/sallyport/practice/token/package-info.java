/** Practice 7, token management: who may call at all. */
@NullMarked
package dev.sallyport.practice.token;

import org.jspecify.annotations.NullMarked;
