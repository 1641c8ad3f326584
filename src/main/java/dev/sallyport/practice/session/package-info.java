/** Practice 8, session management: legacy sessions, bound to who opened them and ended in time. */
@NullMarked
package dev.sallyport.practice.session;

import org.jspecify.annotations.NullMarked;
