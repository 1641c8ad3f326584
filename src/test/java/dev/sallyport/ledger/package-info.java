/** The ledger under attack: faults at every boundary, every byte changed. */
@NullMarked
package dev.sallyport.ledger;

import org.jspecify.annotations.NullMarked;
