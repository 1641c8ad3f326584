/** Planted: breaks rules of the architecture on purpose. */
@NullMarked
package dev.sallyport.architecture.planted.ledger.verify;

import org.jspecify.annotations.NullMarked;
