/** Secrets in what callers and servers say: how they look, where they stand, and the text without them. */
@NullMarked
package dev.sallyport.practice.token.redact;

import org.jspecify.annotations.NullMarked;
