/** Practice 13, permission scoping: which scopes the token of a caller needs, for what. */
@NullMarked
package dev.sallyport.practice.scope;

import org.jspecify.annotations.NullMarked;
