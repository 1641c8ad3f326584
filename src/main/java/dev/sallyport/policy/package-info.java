/**
 * Policies: statements that permit, hold or forbid what principals do with resources, and the decision that follows from them. Pure: no
 * clock, no state, no I/O. The words and the semantics are those of Cedar, but for one: a statement that forbids and cannot be evaluated
 * applies.
 */
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
