/** The files of a ledger: what is asked of a folder, its locks, and compressed files. */
@NullMarked
package dev.sallyport.ledger.disk;

import org.jspecify.annotations.NullMarked;
