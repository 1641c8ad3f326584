/** Sends what the ledger holds to where security teams look: at least once, in order, and never on the way of a call. */
@NullMarked
package dev.sallyport.observe.ship;

import org.jspecify.annotations.NullMarked;
