/** Tokens that callers show: their one form, their keys, their claims, and the proofs that bind them; owner of Nimbus JOSE+JWT. */
@NullMarked
package dev.sallyport.practice.token.verify;

import org.jspecify.annotations.NullMarked;
