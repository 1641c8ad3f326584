/** What is counted for each key: rates, budgets, what is under way, and calls that repeat; owner of the bucket library. */
@NullMarked
package dev.sallyport.practice.ratelimit.count;

import org.jspecify.annotations.NullMarked;
