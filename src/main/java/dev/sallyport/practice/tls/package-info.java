/** Practice 3, secure communication: its settings. What it does in flight is done below HTTP, before there is an exchange. */
@NullMarked
package dev.sallyport.practice.tls;

import org.jspecify.annotations.NullMarked;
