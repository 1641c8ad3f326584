/** Practice 4: how often, how much and how many at once callers may, and agents that repeat themselves. */
@NullMarked
package dev.sallyport.practice.ratelimit;

import org.jspecify.annotations.NullMarked;
