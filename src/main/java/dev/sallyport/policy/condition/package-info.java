/** Conditions of policies: CEL over the facts of one request. Owner of the CEL library. */
@NullMarked
package dev.sallyport.policy.condition;

import org.jspecify.annotations.NullMarked;
