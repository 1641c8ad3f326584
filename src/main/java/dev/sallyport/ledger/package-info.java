/** The ledger: an append-only log that proves what it holds. Entries, a Merkle tree over them, and signed checkpoints of the tree. */
@NullMarked
package dev.sallyport.ledger;

import org.jspecify.annotations.NullMarked;
