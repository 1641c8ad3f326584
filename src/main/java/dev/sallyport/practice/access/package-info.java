/** Practice 2, access control: what callers may do, by policies over who, what, on what and with what; what is listed is what may be called. */
@NullMarked
package dev.sallyport.practice.access;

import org.jspecify.annotations.NullMarked;
